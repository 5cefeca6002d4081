using System;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>What a learner is given to meta-train with.</summary>
/// <param name="Ways">The classes that the result is to tell apart.</param>
/// <param name="Shots">Support examples per class.</param>
/// <param name="TimeLimit">The budget; null if it is one of meta-steps.</param>
/// <param name="MetaSteps">The most meta-steps.</param>
/// <param name="Backbone">The network.</param>
/// <param name="Augmentation">That of the data set.</param>
/// <param name="Progress">Told after each meta-step.</param>
internal sealed record MetaTraining(
    int Ways,
    int Shots,
    TimeSpan? TimeLimit,
    int MetaSteps,
    Backbone Backbone,
    Augmentation Augmentation,
    IProgress<MetaTrainingMetrics> Progress)
{
    /// <summary>Options with what all learners have in common: the network, the shots, the budget.</summary>
    public T With<T>(T options) where T : MetaTrainerOptions
    {
        (options.Shots, options.Backbone, options.OuterLoop.TimeLimit, options.Progress) = (Shots, Backbone, TimeLimit, Progress);
        options.OuterLoop.MetaSteps = MetaSteps;
        if (options is ClassifierMetaTrainerOptions classifier)
            classifier.Augmentation = Augmentation;
        if (options is GradientClassifierMetaTrainerOptions gradient)
            gradient.Augmentation = Augmentation;
        return options;
    }
}
