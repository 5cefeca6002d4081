using System;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Adaptation;

/// <summary>
/// Chooses between the tape engine and autograd, by the option, the backbone, the device and the precision. It is the only place that does.
/// </summary>
internal sealed class EngineChoice
{
    private readonly FewShotProblem _problem;
    private readonly TapeNetworks? _networks;
    private readonly bool _autogradAlone;

    /// <param name="problem">The problem.</param>
    /// <param name="asked">The engine that the options ask for.</param>
    /// <param name="temperature">Whether the head's logits have a learned factor.</param>
    /// <exception cref="ArgumentException">The options ask for the tape engine, which does not know the backbone.</exception>
    public EngineChoice(FewShotProblem problem, GradientEngine asked, bool temperature = false)
    {
        _problem = problem;
        _networks = TapeNetworks.TryCreate(problem.Backbone, problem.Normalization, problem.Task, temperature);
        _autogradAlone = asked == GradientEngine.Autograd;
        if (_networks is null && asked == GradientEngine.Tape)
            throw new ArgumentException(
                $"the tape engine has no operations for backbone '{problem.Backbone}' with {problem.Normalization} normalization; use " +
                $"{nameof(GradientEngine)}.{nameof(GradientEngine.Autograd)}.", nameof(asked));
    }

    /// <summary>Returns whether the tape engine runs on a device.</summary>
    public bool UsesTape(DeviceType device) => TapeOn(device) is not null;

    /// <summary>Returns the name of the engine that runs on a device.</summary>
    public string Path(Device device) => UsesTape(device.type) ? "tape" : "autograd";

    /// <summary>Returns the engine for the device and type of parameters.</summary>
    public EpisodeEngine For(ParameterSet parameters) => (TapeOn(parameters.Device.type), parameters.Type) switch
    {
        (null, _) => new AutogradEngine(_problem),
        (var networks, ScalarType.Float64) => new TapeEngine<double>(_problem, networks),
        (var networks, _) => new TapeEngine<float>(_problem, networks),
    };

    /// <summary>Creates the inference of an adapted model: of its predictions, or of its embeddings.</summary>
    public static Inference ForInference(AdaptedModel model, bool embeds)
    {
        if (model.Parameters.Device.type != DeviceType.CPU || TapeNetworks.TryCreateForInference(model) is not { } networks)
            return new AutogradInference(model, embeds);
        return model.Parameters.Type == ScalarType.Float64
            ? new TapeInference<double>(model, networks, embeds)
            : new TapeInference<float>(model, networks, embeds);
    }

    /// <summary>Returns the most scalars of native memory that a gradient of embeddings takes; null if unknown.</summary>
    public long? ForecastOfEmbedding(EpisodeShape shape, Device device) =>
        TapeOn(device.type) is { } networks ? RecursionMemory.OfEmbedding(networks.Embedding, shape.Ways * shape.ExamplesPerClass) : null;

    /// <summary>Returns the most scalars of native memory that a meta-gradient through an inner loop takes; null if unknown.</summary>
    public long? Forecast(EpisodeShape shape, Device device, InnerSteps steps, GradientOrder order)
    {
        if (_networks is null)
            return null;
        var network = _networks.WithHead(_problem.Outputs ?? shape.Ways);
        var memory = new RecursionMemory(network, _problem.Normalization, shape.Ways * shape.Shots, shape.Ways * shape.QueryShots);
        return UsesTape(device.type) ? memory.OfTape(steps, order) : memory.OfAutograd(steps, order);
    }

    private TapeNetworks? TapeOn(DeviceType device) => _autogradAlone || device != DeviceType.CPU ? null : _networks;
}
