using System;
using System.IO;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>A learner that tells of each task, on the thread that runs it, before it learns from it or adapts to it.</summary>
internal sealed class ObservedLearner(IFewShotLearner inner, Action<Episode> onTask, Action? onAdapt = null) : IFewShotLearner
{
    public string Kind => inner.Kind;

    public FewShotProblem Problem => inner.Problem;

    public int TestAdaptationSteps => inner.TestAdaptationSteps;

    public string GradientPath(Device device) => inner.GradientPath(device);

    public ParameterSet Initialize(Generator generator) => inner.Initialize(generator);

    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0)
    {
        onTask(episode);
        return inner.MetaGradient(meta, episode, progress);
    }

    public IFewShotLearner WithTestAdaptationSteps(int steps) => new ObservedLearner(inner.WithTestAdaptationSteps(steps), onTask, onAdapt);

    public AdaptedNetwork Adapt(ParameterSet meta, Examples support)
    {
        onAdapt?.Invoke();
        return inner.Adapt(meta, support);
    }

    public void WriteSettings(BinaryWriter writer) => inner.WriteSettings(writer);
}
