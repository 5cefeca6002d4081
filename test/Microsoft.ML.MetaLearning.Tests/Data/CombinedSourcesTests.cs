using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Data;

[TestClass]
public sealed class CombinedSourcesTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void RowsComeOneAfterAnotherAndLabelsTellTheSource()
    {
        var combined = Combine();
        var rows = _mlContext.Data.CreateEnumerable<BlobRow<string>>(combined, reuseRowObject: false).ToArray();
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 6).Select(i => $"text/class {i % 3}").Concat(Enumerable.Range(0, 8)
                .Select(i => $"numbers/{7 + i % 4}")).ToArray(),
            rows.Select(r => r.Label).ToArray());
        CollectionAssert.AreEqual(
            Blobs.Rows(Blobs.Name, 3, 2, seed: 1).Select(r => r.Features[1]).Concat(Blobs.Rows(
                i => 7 + i, 4, 2, seed: 2).Select(r => r.Features[1])).ToArray(),
            rows.Select(r => r.Features[1]).ToArray());
        CollectionAssert.AreEqual(new[] { "Label", "Features" }, combined.Schema.Select(c => c.Name).ToArray());
    }

    [TestMethod]
    public void ColumnsThatDifferAreLeftOut()
    {
        var keyed = _mlContext.Transforms.CopyColumns("Extra", "Features").Append(_mlContext.Transforms.Conversion.MapValueToKey(
            "Key", "Label")).Fit(First()).Transform(First());
        var combined = _mlContext.MetaLearning()
            .CombineSources(new Dictionary<string, IDataView> { ["a"] = keyed, ["b"] = keyed, ["c"] = First() });
        CollectionAssert.AreEqual(new[] { "Label", "Features" }, combined.Schema.Select(c => c.Name).ToArray());
        var alike = _mlContext.MetaLearning().CombineSources(new Dictionary<string, IDataView> { ["a"] = keyed, ["b"] = keyed });
        CollectionAssert.AreEqual(new[] { "Label", "Features", "Extra" }, alike.Schema.Select(c => c.Name).ToArray());
    }

    [TestMethod]
    public void AMixtureTrainsOnEpisodesOfOneSourceEach()
    {
        var sampling = new MixedSampling(
            new SampledSource("text", 2), new SampledSource("numbers", 1, new VariableSampling { MinWays = 2, MaxWays = 4 }));
        var options = AllLearners.Tiny(new PrototypicalNetworkTrainer.Options { Sampling = sampling });
        options.QueryShots = 1;
        using var model = _mlContext.MetaLearning().PrototypicalNetwork(options).Fit(Combine());
        var metrics = _mlContext.MetaLearning().Evaluate(model, Combine(), new(QueryShots: 1, Episodes: 6) { Sampling = sampling });
        StringAssert.StartsWith(metrics.ToString(), "a mixture of 2 sources (text: 3-way 1-shot, 1 query shots; numbers: 2 to 4 ways");
    }

    [TestMethod]
    public void SourcesThatCannotBeAreNamed()
    {
        void Fails<T>(Dictionary<string, IDataView> sources, params string[] fragments)
            where T : Exception => ErrorAssert.Throws<T>(() => _mlContext.MetaLearning().CombineSources(sources), fragments);
        Fails<ArgumentException>([], "at least one source");
        Fails<ArgumentException>(new() { ["a/b"] = First() }, "no '/'", "'a/b'");
        Fails<ArgumentOutOfRangeException>(
            new() { ["a"] = First(), ["b"] = _mlContext.Transforms.DropColumns("Label").Fit(First()).Transform(First()) },
            "label column 'Label' was not found");
    }

    private IDataView First() => Blobs.Create(_mlContext, classes: 3, rows: 2, seed: 1);

    private IDataView Combine() => _mlContext.MetaLearning().CombineSources(new Dictionary<string, IDataView>
    {
        ["text"] = First(),
        ["numbers"] = Blobs.Create(_mlContext, i => 7 + i, classes: 4, rows: 2, seed: 2),
    });
}
