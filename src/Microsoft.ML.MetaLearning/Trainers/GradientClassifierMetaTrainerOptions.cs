namespace Microsoft.ML.MetaLearning;

/// <summary>Represents what the meta-trainers of classifiers that adapt by the inner loop of MAML have in common.</summary>
public abstract class GradientClassifierMetaTrainerOptions : ClassifierMetaTrainerOptions
{
    /// <summary>The inner loop.</summary>
    public readonly InnerLoop InnerLoop = new();

    internal override long? TensorMemoryLimit => InnerLoop.MemoryLimit;

    internal override void Check()
    {
        base.Check();
        InnerLoop.Check();
    }
}
