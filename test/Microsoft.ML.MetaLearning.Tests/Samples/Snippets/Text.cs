// <sentences>
using System;
using Microsoft.ML;
using Microsoft.ML.MetaLearning;
// </sentences>
using Microsoft.Extensions.AI;

// Outside our namespaces, so that only the usings that a reader types are in effect.
namespace Snippets;

/// <summary>docs/concepts/text.md and the PACKAGE.md of Microsoft.ML.MetaLearning.Text.</summary>
internal static class Text
{
    public static void Sentences()
    {
        // <sentences>
        var mlContext = new MLContext(seed: 1);

        // 1. Two sentences of each class.
        var support = mlContext.Data.LoadFromEnumerable(new Message[]
        {
            new() { Text = "where is my parcel", Label = "delivery" },
            new() { Text = "the courier has not come yet", Label = "delivery" },
            new() { Text = "I want my money back", Label = "refund" },
            new() { Text = "please return what I paid", Label = "refund" },
            new() { Text = "I cannot sign in", Label = "account" },
            new() { Text = "how do I change my password", Label = "account" },
        });

        // 2. A class is the mean of its embeddings, and cosines compare. There is nothing to train: one step is enough.
        var pipeline = mlContext.MetaLearning().EmbedSentences("Features", "Text")
            .Append(mlContext.MetaLearning().PrototypicalNetwork(new PrototypicalNetworkTrainer.Options
            {
                Backbone = new Identity(384),
                Distance = PrototypeDistance.Cosine,
                Ways = 3,
                QueryShots = 1,
                OuterLoop = { MetaSteps = 1 },
            }));
        var classifier = mlContext.MetaLearning().Adapt(pipeline.Fit(support), support);
        var names = mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(classifier.Transform(support));
        mlContext.Model.Save(classifier.Append(names), support.Schema, "messages.zip");

        // 3. Predict, here or in any other process that references the package.
        var model = mlContext.Model.Load("messages.zip", out _);
        var engine = mlContext.Model.CreatePredictionEngine<Message, MessagePrediction>(model);
        foreach (var text in new[] { "my package got lost", "give me a refund", "my login does not work" })
            Console.WriteLine($"{text}: {engine.Predict(new Message { Text = text }).PredictedLabel}");
        // </sentences>
    }

    public static void Generator(MLContext mlContext, IEmbeddingGenerator<string, Embedding<float>> generator, IDataView support)
    {
        // <generator>
        var estimator = mlContext.MetaLearning().EmbedText(generator, "Features", "Text", generatorName: "my model");
        mlContext.Model.Save(estimator.Fit(support), support.Schema, "embedded.zip");

        // In the process that loads the model: first the generator, then the model.
        EmbeddingGenerators.Register("my model", generator);
        var model = mlContext.Model.Load("embedded.zip", out _);
        // </generator>
    }

    // <sentences>
    public sealed class Message
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";
    }

    public sealed class MessagePrediction
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
    // </sentences>
}
