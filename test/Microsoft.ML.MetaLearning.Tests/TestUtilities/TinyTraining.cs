using Microsoft.ML.MetaLearning.Training;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Settings of a short meta-training.</summary>
internal static class TinyTraining
{
    public static readonly MetaTrainerSettings Settings = new()
    {
        MetaSteps = 10,
        MetaBatchSize = 3,
        LearningRate = 0.01,
        MinimumLearningRate = 0,
        Schedule = LearningRateSchedule.Constant,
        Optimizer = OuterOptimizerKind.Adam,
        WeightDecay = 0,
        GradientClip = null,
        ValidationInterval = 5,
        ValidationEpisodes = 8,
        Threads = 1,
        TimeLimit = null,
    };
}
