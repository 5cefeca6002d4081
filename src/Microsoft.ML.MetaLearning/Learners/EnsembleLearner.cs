using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Networks;
using Microsoft.ML.MetaLearning.Preconditions;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning.Learners;

/// <summary>
/// Several models of one meta-training that adapt each for itself and average their logits, as the test of Antoniou et al., 2019, does with
/// those of the five best validations. The parameters of the first have their own names, those of model k are <c>modelk.NAME</c>.
/// </summary>
internal sealed class EnsembleLearner(IFewShotLearner member, int count) : IFewShotLearner
{
    internal const string KindName = "Ensemble";

    public string Kind => KindName;

    public int Count => count;

    /// <summary>The learner of each model.</summary>
    public IFewShotLearner Member => member;

    public FewShotProblem Problem => member.Problem;

    public int TestAdaptationSteps => member.TestAdaptationSteps;

    public string GradientPath(Device device) => member.GradientPath(device);

    public static ParameterSet Combine(IReadOnlyList<ParameterSet> members) =>
        new(members.SelectMany((parameters, i) => parameters.Select(p => (Name(p.Key, i), p.Value))));

    public ParameterSet Initialize(Generator generator) => Combine(Enumerable.Range(0, count).Select(_ => member.Initialize(generator)).ToArray());

    /// <exception cref="InvalidOperationException">Always: an ensemble is made of models that are meta-trained.</exception>
    public EpisodeGradient MetaGradient(ParameterSet meta, Episode episode, double progress = 0) =>
        throw new InvalidOperationException("an ensemble is made of meta-trained models and cannot be meta-trained itself.");

    public IFewShotLearner WithTestAdaptationSteps(int steps) => new EnsembleLearner(member.WithTestAdaptationSteps(steps), count);

    public IFewShotPredictor Adapt(ParameterSet meta, Examples support) =>
        new EnsemblePredictor(Enumerable.Range(0, count).Select(i => member.Adapt(ParametersOf(meta, i), support)).ToArray());

    // *** Binary format ***
    // int: number of models
    // the learner of each
    public void WriteSettings(BinaryWriter writer)
    {
        writer.Write(count);
        LearnerFormat.Write(writer, member);
    }

    internal static EnsembleLearner Read(BinaryReader reader, FewShotProblem problem)
    {
        var count = Checks.Decoded(reader.ReadInt32(), 1, Limits.Members, "number of models");
        return new EnsembleLearner(LearnerFormat.ReadMember(reader), count);
    }

    private static string Name(string parameter, int index) => index == 0 ? parameter : Prefix(index) + parameter;

    private static string Prefix(int index) => string.Create(CultureInfo.InvariantCulture, $"model{index}.");

    private ParameterSet ParametersOf(ParameterSet meta, int index)
    {
        var size = meta.Count / count;
        return new ParameterSet(meta.Names.Zip(meta.Tensors).Skip(index * size).Take(size).Select(p => (index == 0 ? p.First : p.First[Prefix(index).Length..], p.Second)));
    }
}

/// <summary>The mean of several predictors' logits.</summary>
internal sealed class EnsemblePredictor(IReadOnlyList<IFewShotPredictor> members) : IFewShotPredictor
{
    public IReadOnlyList<IFewShotPredictor> Members => members;

    public Backbone Backbone => members[0].Backbone;

    public int Outputs => members[0].Outputs;

    public IFewShotPredictor ToServe() => new EnsemblePredictor(members.Select(m => m.ToServe()).ToArray());

    // inputs: [n, ...input shape]; result: [n, outputs]
    public Tensor Predict(Tensor inputs, bool transductive = false)
    {
        using var scope = NewDisposeScope();
        return stack(members.Select(m => m.Predict(inputs, transductive)).ToArray()).mean([0]).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var member in members)
            member.Dispose();
    }
}
