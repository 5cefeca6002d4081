using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.AI;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Text;

[TestClass]
public sealed class EmbedTextTests
{
    private const string Name = "letters of the tests";
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void TheContractIsKept()
    {
        EmbeddingGenerators.Register(Name, new Letters());
        var numbers = _mlContext.Data.LoadFromEnumerable(new[] { new { Text = 1f } });
        EstimatorWorkout.Run(_mlContext, Estimator(new Letters(), Name), Rows("hello", "world"), numbers);
    }

    [TestMethod]
    public void TextsAreEmbeddedInBlocks()
    {
        var generator = new Letters();
        var rows = Rows([.. Enumerable.Range(0, 600).Select(i => new string('a', i + 1))]);
        var embeddings = Estimator(generator).Fit(rows).Transform(rows).GetColumn<float[]>("Features").ToArray();
        for (var i = 0; i < embeddings.Length; i++)
            CollectionAssert.AreEqual(new float[] { i + 1, 0, 0 }, embeddings[i]);
        CollectionAssert.AreEqual(new[] { 1, 16, 32, 64, 128, 256, 104 }, generator.Calls.ToArray());
    }

    [TestMethod]
    public void AFewRowsAreReadWithoutTheRest()
    {
        var generator = new Letters();
        var rows = Rows([.. Enumerable.Repeat("a", 600)]);
        Assert.AreEqual(3, Estimator(generator).Fit(rows).Transform(rows).GetColumn<float[]>("Features").Take(3).Count());
        CollectionAssert.AreEqual(new[] { 1, 16 }, generator.Calls.ToArray());
    }

    [TestMethod]
    public void AModelIsSavedByTheNameOfItsGenerator()
    {
        var rows = Rows("hello", "abc");
        ErrorAssert.Throws<InvalidOperationException>(
            () => Save(Estimator(new Letters()).Fit(rows), rows), "the embedding generator has no name, so the model cannot be saved");
        var name = $"{nameof(AModelIsSavedByTheNameOfItsGenerator)} {Guid.NewGuid()}";
        var transformer = Estimator(new Letters(), name).Fit(rows);
        var file = Save(transformer, rows);
        var error = Assert.Throws<Exception>(() => Load(file));
        StringAssert.Contains(
            error.GetBaseException().Message, $"call EmbeddingGenerators.Register(\"{name}\", generator) before the model is loaded.");
        EmbeddingGenerators.Register(name, new Letters());
        ViewAssert.ViewsEqual(transformer.Transform(rows), Load(file).Transform(rows));
    }

    [TestMethod]
    public void WrongAnswersAreNamed()
    {
        var rows = Rows("hello", "abc");
        Fails(texts => [.. texts.Skip(1).Select(_ => new float[3])], "the embedding generator gave 0 embeddings for 1 texts.");
        Fails(texts => [.. texts.Select(_ => Array.Empty<float>())], "the embedding generator gives 0 numbers, but 1 to");
        Fails(texts => [.. texts.Select(_ => new float[texts.Length])], "the embedding generator gave 2 numbers, but 1 before.");
        Fails(texts => [.. texts.Select(_ => new[] { float.NaN })], "the embedding generator gave a number that is not finite.");
        Fails(_ => throw new TimeoutException("The service is away."), "The service is away.");
        ErrorAssert.Throws<InvalidOperationException>(
            () => Estimator(new Letters()).Fit(Rows("a", " ")), "row 1 has an empty sentence in column 'Text'");

        void Fails(Func<string[], float[][]> answer, string message)
        {
            var estimator = Estimator(new Letters { Answer = answer });
            var error = Assert.Throws<Exception>(() => estimator.Fit(rows).Transform(rows).GetColumn<float[]>("Features").Count());
            StringAssert.Contains(error.GetBaseException().Message, message);
        }
    }

    [TestMethod]
    public void NamesAreChecked()
    {
        ErrorAssert.Throws<ArgumentException>(() => Estimator(new Letters(), ""), "generatorName must not be empty.");
        ErrorAssert.Throws<ArgumentException>(() => EmbeddingGenerators.Register("", new Letters()), "name must not be empty.");
        Assert.ThrowsExactly<ArgumentNullException>(() => EmbeddingGenerators.Register("name", null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => Estimator(null!));
    }

    // A window that waits for its own thread would never get the embeddings.
    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public void AContextThatNobodyPumpsDoesNotMatter()
    {
        var before = SynchronizationContext.Current;
        try
        {
            SynchronizationContext.SetSynchronizationContext(new NeverPosts());
            var rows = Rows("hello");
            Assert.AreEqual(1, Estimator(new Letters()).Fit(rows).Transform(rows).GetColumn<float[]>("Features").Count());
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private MemoryStream Save(ITransformer transformer, IDataView rows)
    {
        var file = new MemoryStream();
        _mlContext.Model.Save(transformer, rows.Schema, file);
        return file;
    }

    private static ITransformer Load(MemoryStream file)
    {
        file.Position = 0;
        return new MLContext().Model.Load(new MemoryStream(file.ToArray()), out _);
    }

    private TextEmbeddingEstimator Estimator(IEmbeddingGenerator<string, Embedding<float>> generator, string? name = null) =>
        _mlContext.MetaLearning().EmbedText(generator, "Features", generatorName: name);

    private IDataView Rows(params string[] texts) =>
        _mlContext.Data.LoadFromEnumerable(texts.Select(text => new SentenceRow { Text = text }).ToArray());

    private sealed class NeverPosts : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }

    /// <summary>Counts a, b and c.</summary>
    private sealed class Letters : IEmbeddingGenerator<string, Embedding<float>>
    {
        public List<int> Calls { get; } = [];

        public Func<string[], float[][]> Answer { get; init; } = texts => [.. texts.Select(Count)];

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            await Task.Delay(1, cancellationToken);
            var texts = values.ToArray();
            Calls.Add(texts.Length);
            return new(Answer(texts).Select(values => new Embedding<float>(values)));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private static float[] Count(string text) => [.. "abc".Select(letter => (float)text.Count(c => c == letter))];
    }
}
