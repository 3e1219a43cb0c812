// A file of its own, so that the page needs no inline script and its content security policy stays strict.
SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#operations",
  deepLinking: true,
  persistAuthorization: false,
  tryItOutEnabled: true,
  // The default sends the description of the API to a validator on the internet.
  validatorUrl: null,
});
