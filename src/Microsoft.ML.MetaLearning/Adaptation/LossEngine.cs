using System;
using System.Numerics;
using Microsoft.ML.MetaLearning.Engine;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Gives learners that look at nothing but losses and their derivatives the <see cref="TaskLosses"/> of a backbone with a linear head, on
/// the fastest engine.
/// </summary>
internal sealed class LossEngine
{
    private readonly FewShotProblem _problem;
    private readonly Network? _network;

    /// <exception cref="ArgumentException">The tape engine is asked for, but the backbone is not made of its operations.</exception>
    public LossEngine(FewShotProblem problem, GradientEngine engine)
    {
        _problem = problem;
        _network = engine == GradientEngine.Autograd ? null : TapeNetwork.TryBuild(problem.Backbone, problem.Outputs!.Value, problem.Normalization, problem.Task);
        if (_network is null && engine == GradientEngine.Tape)
            throw new ArgumentException($"the tape engine does not know what backbone '{problem.Backbone}' with {problem.Normalization} normalization is made of; use {nameof(GradientEngine)}.{nameof(GradientEngine.Autograd)}.", nameof(engine));
    }

    public string GradientPath(Device device) => UsesTape(device.type) ? "tape" : "autograd";

    /// <summary>Calls a function with the losses of one task.</summary>
    /// <param name="parameters">The parameters of backbone and head, for their names, type and device.</param>
    /// <param name="support">The support set: [n, ...input shape].</param>
    /// <param name="training">Whether the task is one of meta-training.</param>
    /// <param name="use">The function.</param>
    public TResult Use<TResult>(ParameterSet parameters, Tensor support, bool training, Func<TaskLosses, TResult> use)
    {
        if (UsesTape(parameters.Device.type))
            return parameters.Type == ScalarType.Float64 ? UseTape<double, TResult>(parameters, use) : UseTape<float, TResult>(parameters, use);
        using var losses = new AutogradLosses(_problem, parameters, new EpisodeNormalization(_problem.Backbone, _problem.Normalization, support, training));
        return use(losses);
    }

    private bool UsesTape(DeviceType device) => _network is not null && device == DeviceType.CPU;

    private TResult UseTape<T, TResult>(ParameterSet parameters, Func<TaskLosses, TResult> use) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A head that was narrowed to fewer classes is another network.
        var outputs = (int)parameters[LinearHead.Bias].shape[0];
        var network = outputs == _problem.Outputs ? _network! : TapeNetwork.TryBuild(_problem.Backbone, outputs, _problem.Normalization, _problem.Task)!;
        using var loan = ThreadBuffers.Borrow<T>();
        using var losses = new TapeLosses<T>(network, loan.Buffers);
        return use(losses);
    }
}
