using System.Runtime.CompilerServices;

// A transformer that writes a model file needs internal members of ML.NET: docs/decisions/0001-mlnet-internals.md.
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]
