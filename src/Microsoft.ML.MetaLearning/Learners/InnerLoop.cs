using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents the inner loop of MAML and its family.</summary>
public sealed class InnerLoop : InnerLoopSteps
{
    /// <summary>The learning rate of the last layer. The default is <see cref="InnerLoopSteps.LearningRate"/>.</summary>
    public double? HeadLearningRate;

    /// <summary>The momentum. The default is 0.</summary>
    public double Momentum;

    /// <summary>The weight decay. The default is 0.</summary>
    public double WeightDecay;

    /// <summary>
    /// Parts of names: a parameter with one of them in its name is meta-learned, but the inner loop does not adapt it. ".norm." stands for
    /// the gains and biases of normalization layers. The default is none.
    /// </summary>
    public string[] Frozen = [];

    /// <summary>
    /// Whether to omit the Hessians of the inner loop (FOMAML). The default is <see langword="false"/>: exact meta-gradients.
    /// </summary>
    public bool FirstOrder;

    /// <summary>
    /// The most bytes of tensors that a meta-step may take by the forecast, which is in the log. Training that does not fit even with
    /// <see cref="Checkpointing"/> is refused before the rows are read. The default is <see langword="null"/>: no limit.
    /// </summary>
    public long? MemoryLimit;

    /// <summary>
    /// Whether to recompute activations of the inner loop rather than keep them: less memory, about a quarter more time, the same
    /// gradients.
    /// The default is <see cref="Checkpointing.Automatic"/>: only if <see cref="MemoryLimit"/> requires it.
    /// </summary>
    public Checkpointing Checkpointing;

    internal MamlSettings Settings(GradientEngine engine) =>
        new(LearningRate, AdaptationSteps, TestSteps, FirstOrder ? GradientOrder.First : GradientOrder.Second)
        {
            Engine = engine,
            HeadLearningRate = HeadLearningRate,
            Momentum = Momentum,
            WeightDecay = WeightDecay,
            Frozen = [.. Frozen],
            Checkpointing = Checkpointing,
        };

    internal override void Check()
    {
        base.Check();
        if (HeadLearningRate is { } rate)
            Checks.LearningRate(rate, Title(nameof(HeadLearningRate)));
        Checks.Fraction(Momentum, Title(nameof(Momentum)));
        Checks.NotNegative(WeightDecay, Title(nameof(WeightDecay)));
        foreach (var pattern in Frozen)
            Checks.NotEmpty(pattern, Title(nameof(Frozen)));
        if (MemoryLimit is { } limit)
            Checks.Positive(limit, Title(nameof(MemoryLimit)));
        Checks.Defined(Checkpointing, Title(nameof(Checkpointing)));
    }
}
