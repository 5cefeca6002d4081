using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Represents a learner and its meta-parameters: of one model, or of an ensemble of one meta-training, whose models adapt independently and
/// average their logits. Antoniou et al., 2019, test with an ensemble of the five best validations.
/// </summary>
/// <param name="Learner">The algorithm.</param>
/// <param name="Parameters">The meta-parameters; from the second model on, their names are <c>modelk.NAME</c>.</param>
/// <param name="Count">The number of models.</param>
internal sealed record MetaLearnedModel(IFewShotLearner Learner, ParameterSet Parameters, int Count = 1)
{
    /// <summary>Creates a model of one set of meta-parameters, or an ensemble of several.</summary>
    public static MetaLearnedModel Of(IFewShotLearner learner, IReadOnlyList<ParameterSet> members) => members is [var only]
        ? new(learner, only)
        : new(
            learner,
            new ParameterSet(members.SelectMany((parameters, i) => parameters.Select(p => (Prefix(i) + p.Key, p.Value)))),
            members.Count);

    /// <summary>Adapts to a support set. The tensors of the result are in the calling thread's dispose scope.</summary>
    public AdaptedNetwork Adapt(Examples support) =>
        new([.. Enumerable.Range(0, Count).SelectMany(i => Learner.Adapt(Member(i), support).Models)]);

    public MetaLearnedModel WithTestAdaptationSteps(int steps) => this with { Learner = Learner.WithTestAdaptationSteps(steps) };

    public MetaLearnedModel To(Device device) => this with { Parameters = Parameters.To(device) };

    /// <summary>Returns the meta-parameters of one model, under their own names.</summary>
    private ParameterSet Member(int index)
    {
        if (Count == 1)
            return Parameters;
        var (size, prefix) = (Parameters.Count / Count, Prefix(index));
        return new ParameterSet(Parameters.Names.Zip(Parameters.Tensors).Skip(index * size).Take(size)
            .Select(p => (p.First[prefix.Length..], p.Second)));
    }

    internal static string Prefix(int index) => index == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"model{index}.");
}
