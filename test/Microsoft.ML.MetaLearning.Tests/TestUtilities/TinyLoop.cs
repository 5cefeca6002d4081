namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>The outer loop of a short meta-training.</summary>
internal sealed class TinyLoop : OuterLoop
{
    public TinyLoop()
    {
        (MetaSteps, MetaBatchSize, Threads) = (10, 3, 1);
        (LearningRate, MinimumLearningRate, Schedule, GradientClip) = (0.01, 0, LearningRateSchedule.Constant, null);
        (ValidationInterval, ValidationEpisodes) = (5, 8);
    }
}
