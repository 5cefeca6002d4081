using System;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
using Microsoft.ML.MetaLearning.Engine;

namespace IntentFewShot;

/// <summary>From sentences to a classifier of intents that it was never trained on.</summary>
public static class IntentFewShot
{
    private const int Bits = 11;

    /// <summary>The length of the features.</summary>
    public const int FeatureSize = 2 << Bits;

    /// <summary>
    /// Words and pairs of words, and triples of characters, hashed: nothing is fitted, so new words of new intents have their place.
    /// </summary>
    public static IEstimator<ITransformer> BuildFeatures(MLContext mlContext) =>
        mlContext.Transforms.Text.NormalizeText("Normalized", nameof(Sentence.Text))
        .Append(mlContext.Transforms.Text.ProduceHashedWordBags("WordGrams", "Normalized", numberOfBits: Bits, ngramLength: 2))
        .Append(mlContext.Transforms.Text.TokenizeIntoCharactersAsKeys("Characters", "Normalized"))
        .Append(mlContext.Transforms.Text.ProduceHashedNgrams(
            "CharacterGrams", "Characters", numberOfBits: Bits, ngramLength: 3, useAllLengths: false))
        .Append(mlContext.Transforms.NormalizeLpNorm("WordGrams"))
        .Append(mlContext.Transforms.NormalizeLpNorm("CharacterGrams"))
        .Append(mlContext.Transforms.Concatenate("Features", "WordGrams", "CharacterGrams"));

    /// <summary>
    /// A meta-learned model that was not meta-trained: a pretrained model of sentences, and <c>FewShot</c> on what it makes of them.
    /// </summary>
    public static ITransformer CreatePretrained(MLContext mlContext, IDataView sentences)
    {
        var embedding = mlContext.MetaLearning().EmbedSentences("Features", nameof(Sentence.Text)).Fit(sentences);
        var learner = mlContext.MetaLearning().FewShot(nameof(Sentence.Intent)).ToMetaModel(embedding.GetOutputSchema(sentences.Schema));
        return embedding.Append(learner);
    }

    /// <summary>The network of the learners that have one.</summary>
    public static Backbone CreateBackbone() => new Mlp(FeatureSize, [512]);

    /// <summary>A learner by its name: the one word to change.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static IEstimator<ITransformer> CreateLearner(MLContext mlContext, string learner, TimeSpan timeLimit)
    {
        var catalog = mlContext.MetaLearning();
        return learner switch
        {
            "maml" => catalog.Maml(Configure(new MamlTrainer.Options { Ways = 5, OuterLoop = { MetaBatchSize = 4 } }, timeLimit)),
            "anil" => catalog.Anil(Configure(new AnilTrainer.Options { Ways = 5, OuterLoop = { MetaBatchSize = 4 } }, timeLimit)),
            "proto" => catalog.PrototypicalNetwork(Configure(new PrototypicalNetworkTrainer.Options { Ways = 20 }, timeLimit)),
            "matching" => catalog.MatchingNetwork(Configure(new MatchingNetworkTrainer.Options { Ways = 20 }, timeLimit)),
            "tuning" => catalog.FineTuning(Configure(new FineTuningTrainer.Options(), timeLimit)),
            "identity" => catalog.PrototypicalNetwork(Configure(
                new PrototypicalNetworkTrainer.Options { Ways = 20 }, timeLimit, new Identity(FeatureSize))),
            _ => throw new ArgumentException(
                $"'{learner}' is no learner here; there are pretrained, maml, anil, proto, matching, tuning and identity.",
                nameof(learner)),
        };
    }

    private static T Configure<T>(T options, TimeSpan timeLimit, Backbone? backbone = null) where T : MetaTrainerOptions
    {
        (options.LabelColumnName, options.Backbone, options.QueryShots) = (nameof(Sentence.Intent), backbone ?? CreateBackbone(), 5);
        (options.OuterLoop.LearningRate, options.OuterLoop.MetaSteps, options.OuterLoop.TimeLimit) = (2e-3, 1_000_000, timeLimit);
        return options;
    }

    /// <summary>Sentences of the domains to meta-train on, and of those held out.</summary>
    public static ClassSplit SplitByDomain(MLContext mlContext, Sentence[] sentences)
    {
        var heldOut = sentences.Where(s => Clinc150.HeldOutDomains.Contains(s.Domain)).Select(s => s.Intent).ToHashSet();
        return mlContext.MetaLearning().SplitByClass(
            mlContext.Data.LoadFromEnumerable(sentences),
            intent => heldOut.Contains(intent) ? MetaPhase.Test : MetaPhase.Train,
            labelColumnName: nameof(Sentence.Intent));
    }
}
