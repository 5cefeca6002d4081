using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Represents a learner and its meta-parameters: of one model, or of several of one meta-training, which adapt each for itself and average
/// their logits, as the test of Antoniou et al., 2019, does with those of the five best validations.
/// </summary>
/// <param name="Learner">The algorithm.</param>
/// <param name="Parameters">The meta-parameters; those of the first model have their own names, those of model k are <c>modelk.NAME</c>.</param>
/// <param name="Count">The number of models.</param>
internal sealed record MetaLearnedModel(IFewShotLearner Learner, ParameterSet Parameters, int Count = 1)
{
    /// <summary>Creates a model of as many models as there are sets of meta-parameters.</summary>
    public static MetaLearnedModel Of(IFewShotLearner learner, IReadOnlyList<ParameterSet> members) => members is [var only]
        ? new(learner, only)
        : new(learner, new ParameterSet(members.SelectMany((parameters, i) => parameters.Select(p => (Prefix(i) + p.Key, p.Value)))), members.Count);

    /// <summary>Adapts to a support set. The tensors of the result are in the calling thread's dispose scope.</summary>
    public AdaptedNetwork Adapt(Examples support) => new([.. Enumerable.Range(0, Count).SelectMany(i => Learner.Adapt(Member(i), support).Models)]);

    public MetaLearnedModel WithTestAdaptationSteps(int steps) => this with { Learner = Learner.WithTestAdaptationSteps(steps) };

    public MetaLearnedModel To(Device device) => this with { Parameters = Parameters.To(device) };

    /// <summary>Gets the meta-parameters of a model, under their own names.</summary>
    private ParameterSet Member(int index)
    {
        if (Count == 1)
            return Parameters;
        var (size, prefix) = (Parameters.Count / Count, Prefix(index));
        return new ParameterSet(Parameters.Names.Zip(Parameters.Tensors).Skip(index * size).Take(size).Select(p => (p.First[prefix.Length..], p.Second)));
    }

    internal static string Prefix(int index) => index == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"model{index}.");
}
