// Starts the packaged Swagger UI; a file of its own, because the page allows no inline script.
SwaggerUIBundle({
  url: document.getElementById("swagger-ui").dataset.openapi,
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
  // It writes a link into the button that opens an operation, which keys and screen readers cannot tell apart.
  plugins: [{ components: { DeepLink: ({ text }) => text } }],
});
