using System.Collections.Generic;
using System.Linq;
using IntentFewShot;
using Microsoft.ML.Data;
using Intents = IntentFewShot.IntentFewShot;

namespace Microsoft.ML.MetaLearning.Benchmarks.Accuracy;

/// <summary>The intents of CLINC150, split by domain; reader and features are those of the sample.</summary>
internal sealed class ClincData : AccuracyData
{
    public override string Name => "clinc";

    public override string Description =>
        $"meta-training on the intents of seven domains, meta-test on those of {string.Join(", ", Clinc150.HeldOutDomains)}; words, pairs " +
        "of words and triples of characters, " +
        $"hashed by ML.NET to {Intents.FeatureSize} values; a perceptron of 512 units";

    public override IReadOnlyList<AccuracyProtocol> Protocols { get; } = [new(5, 1), new(5, 5)];

    public override Augmentation Augmentation => Augmentation.None;

    public override Backbone CreateBackbone() => Intents.CreateBackbone();

    public override (IDataView MetaTrain, IDataView MetaTest) Load(MLContext mlContext)
    {
        var split = Intents.SplitByDomain(mlContext, Clinc150.Load());
        var features = Intents.BuildFeatures(mlContext).Fit(split.MetaTrain);
        return (InMemory(mlContext, features.Transform(split.MetaTrain)), InMemory(mlContext, features.Transform(split.MetaTest)));
    }

    /// <summary>The sentences that belong to none of the 150 intents.</summary>
    public static IDataView LoadOutOfScope(MLContext mlContext)
    {
        var sentences = mlContext.Data.LoadFromEnumerable(Clinc150.LoadOutOfScope());
        return InMemory(mlContext, Intents.BuildFeatures(mlContext).Fit(sentences).Transform(sentences));
    }

    private static IDataView InMemory(MLContext mlContext, IDataView rows) => mlContext.Data.LoadFromEnumerable(
        rows.GetColumn<string>(nameof(Sentence.Intent)).Zip(
            rows.GetColumn<float[]>("Features"), (label, features) => new Row { Label = label, Features = features }).ToArray());

    private sealed class Row
    {
        public string Label { get; set; } = "";

        [VectorType(Intents.FeatureSize)]
        public float[] Features { get; set; } = [];
    }
}
