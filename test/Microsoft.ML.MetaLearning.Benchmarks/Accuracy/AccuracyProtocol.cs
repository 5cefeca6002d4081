namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>The size of the episodes that learners are judged on.</summary>
internal sealed record AccuracyProtocol(int Ways, int Shots)
{
    public override string ToString() => $"{Ways}-way {Shots}-shot";
}
