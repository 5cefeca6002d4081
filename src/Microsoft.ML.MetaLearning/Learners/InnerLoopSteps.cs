using Microsoft.ML.MetaLearning.Preconditions;

namespace Microsoft.ML.MetaLearning;

/// <summary>Represents the gradient steps by which a learner adapts to a support set.</summary>
public class InnerLoopSteps
{
    /// <summary>The learning rate. The default is 0.1.</summary>
    public double LearningRate = 0.1;

    /// <summary>The gradient steps in meta-training. The default is 5.</summary>
    public int AdaptationSteps = 5;

    /// <summary>The gradient steps in adaptation, validation and evaluation. The default is <see cref="AdaptationSteps"/>.</summary>
    public int? TestAdaptationSteps;

    internal int TestSteps => TestAdaptationSteps ?? AdaptationSteps;

    internal virtual void Check()
    {
        Checks.LearningRate(LearningRate, Title(nameof(LearningRate)));
        Checks.Between(AdaptationSteps, 1, Limits.Steps, Title(nameof(AdaptationSteps)));
        Checks.Between(TestAdaptationSteps ?? 0, 0, Limits.Steps, Title(nameof(TestAdaptationSteps)));
    }

    /// <summary>Returns the name of an option of the group in messages.</summary>
    internal static string Title(string option) => $"{nameof(InnerLoop)}.{option}";
}
