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

        // 2. The rows become a classifier: nothing is trained beforehand.
        var pipeline = mlContext.MetaLearning().EmbedSentences("Features", "Text")
            .Append(mlContext.MetaLearning().FewShot(labelColumnName: "Label", featureColumnName: "Features"));
        var classifier = pipeline.Fit(support);
        var names = mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(classifier.Transform(support));
        mlContext.Model.Save(classifier.Append(names), support.Schema, "messages.zip");

        // 3. Predict, here or in any other process that references the package.
        var model = mlContext.Model.Load("messages.zip", out _);
        var engine = mlContext.Model.CreatePredictionEngine<Message, MessagePrediction>(model);
        foreach (var text in new[] { "my package got lost", "give me a refund", "my login does not work" })
            Console.WriteLine($"{text}: {engine.Predict(new Message { Text = text }).PredictedLabel}");
        // </sentences>
    }

    public static void FewShot(MLContext mlContext, IDataView support, IDataView rowsOfNewClasses, IDataView newRows)
    {
        // <fewshot>
        var pipeline = mlContext.MetaLearning().EmbedSentences("Features", "Text").Append(mlContext.MetaLearning().FewShot());
        var classifier = pipeline.Fit(support);

        // How well does it do? Each row of the support set is predicted by a classifier of the others.
        Console.WriteLine(mlContext.MetaLearning().EvaluateByLeaveOneOut(classifier));

        // Why this label? The nearest rows of the support set say it.
        foreach (var explanation in mlContext.MetaLearning().Explain(classifier, newRows, neighbors: 3))
            Console.WriteLine(explanation);

        var more = mlContext.MetaLearning().AddClasses(classifier, rowsOfNewClasses);
        // </fewshot>
    }

    public static void Background(MLContext mlContext, IDataView support, IDataView unlabelled)
    {
        // <background>
        var embedder = mlContext.MetaLearning().EmbedSentences("Features", "Text").Fit(support);
        var estimator = mlContext.MetaLearning().FewShot(new FewShotEstimator.Options { Background = embedder.Transform(unlabelled) });
        var classifier = embedder.Append(estimator.Fit(embedder.Transform(support)));
        // </background>
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
