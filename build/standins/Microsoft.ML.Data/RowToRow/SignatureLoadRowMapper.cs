namespace Microsoft.ML.Data;

internal delegate void SignatureLoadRowMapper(ModelLoadContext ctx, DataViewSchema schema);
