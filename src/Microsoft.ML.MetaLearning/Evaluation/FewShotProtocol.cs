namespace Microsoft.ML.MetaLearning;

/// <summary>The size of the episodes that learners are judged on.</summary>
/// <param name="Ways">Classes per episode.</param>
/// <param name="Shots">Support examples per class.</param>
public sealed record FewShotProtocol(int Ways, int Shots)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Ways}-way {Shots}-shot";
}
