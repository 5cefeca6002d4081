using System.Runtime.CompilerServices;

// The contract of estimators is stated in SchemaShapes, which only ML.NET itself can make from a schema.
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
