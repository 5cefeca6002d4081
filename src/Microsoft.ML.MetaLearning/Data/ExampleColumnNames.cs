namespace Microsoft.ML.MetaLearning.Data;

/// <summary>Represents the names of the columns that a meta-learner read.</summary>
/// <param name="Label">The class, or the number to predict.</param>
/// <param name="Features">The features.</param>
/// <param name="Task">The task of a row; null for classification.</param>
internal sealed record ExampleColumnNames(string Label, string Features, string? Task);
