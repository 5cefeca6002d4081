using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Learners;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>
/// What test/reference/maml_reference.py computed for one network and episode. Lists of parameters are all tensors one after another,
/// row-major.
/// </summary>
internal sealed record MamlReference(
    string Name,
    MamlReference.Network Architecture,
    TaskKind Task,
    int Outputs,
    int Steps,
    double InnerLearningRate,
    double MetaLearningRate,
    int MetaSteps,
    double[] Initial,
    double[] SupportInputs,
    double[] SupportTargets,
    double[] QueryInputs,
    double[] QueryTargets,
    MamlReference.Case[] Cases)
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The architecture of a backbone: the members that its kind has.</summary>
    public sealed record Network(string Kind, int InputSize, int[] Hidden, bool Normalize, int[] Shape, int Filters, bool Strided);

    /// <summary>The results under one protocol.</summary>
    /// <param name="SupportLosses">[steps + 1]: the support loss before the first inner step and after each.</param>
    /// <param name="AfterAdam">
    /// The parameters after some meta-steps of Adam on this one episode; null where rounding decides its direction.
    /// </param>
    public sealed record Case(
        Normalization Normalization,
        GradientOrder Order,
        double[] SupportLosses,
        double[] Adapted,
        double[] QueryOutputs,
        double QueryLoss,
        double[] MetaGradient,
        double[]? AfterAdam);

    public static IReadOnlyList<MamlReference> Load()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "reference", "maml_reference.json"));
        return JsonSerializer.Deserialize<MamlReference[]>(file, s_options)!;
    }

    public Backbone Backbone => Architecture.Kind == "Mlp"
        ? new Mlp(Architecture.InputSize, Architecture.Hidden, Architecture.Normalize)
        : new Conv4(
            Architecture.Shape[0],
            Architecture.Shape[1],
            Architecture.Shape[2],
            Architecture.Filters,
            Architecture.Strided ? Downsampling.Strided : Downsampling.MaxPooling);

    public MamlLearner Learner(Case expected) =>
        new(
            new FewShotProblem(Backbone, Task, Outputs, expected.Normalization),
            new MamlSettings(InnerLearningRate, Steps, Steps, expected.Order));

    /// <summary>The initial parameters, with the names, shapes and order of the learner's own.</summary>
    public ParameterSet Parameters(IFewShotLearner learner)
    {
        using var generator = new Generator(0);
        var offset = 0;
        return learner.Initialize(generator).Map(t =>
        {
            var values = Initial.AsSpan(offset, (int)t.numel()).ToArray();
            offset += values.Length;
            return torch.tensor(values, t.shape, dtype: ScalarType.Float32);
        });
    }

    public Episode Episode() => new(Examples(SupportInputs, SupportTargets), Examples(QueryInputs, QueryTargets));

    private Examples Examples(double[] inputs, double[] targets)
    {
        var backbone = Backbone;
        var count = inputs.Length / backbone.InputSize;
        return new Examples(
            torch.tensor(inputs, [count, .. backbone.InputShape], dtype: ScalarType.Float32),
            Task == TaskKind.Regression
                ? torch.tensor(targets, [count, Outputs], dtype: ScalarType.Float32)
                : torch.tensor(targets.Select(t => (long)t).ToArray()));
    }
}
