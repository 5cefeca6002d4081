using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Reporting;

[TestClass]
public sealed class HtmlReportTests : IDisposable
{
    private static readonly MLContext s_mlContext = new(seed: 1);
    private static readonly TemporaryFolder s_folder = new();
    private static readonly Lazy<string> s_glyphs = new(() => WriteGlyphs(s_folder.File("report.html")));
    private readonly TemporaryFolder _folder = new();

    [ClassCleanup]
    public static void DeleteFolder() => s_folder.Dispose();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void ABrowserShowsThePageAndItsPicturesWithoutANetwork()
    {
        using var browser = new HeadlessBrowser();
        var path = s_glyphs.Value;
        browser.Open(path);

        CollectionAssert.AreEqual(new[] { new Uri(path).AbsoluteUri }, browser.Requests, "Nothing but the page itself is asked for.");
        CollectionAssert.AreEqual(Array.Empty<string>(), browser.Complaints);
        Assert.AreEqual("Few-shot learning report", browser.Evaluate("document.title").GetString());
        CollectionAssert.AreEqual(
            new[] { "Training", "Evaluation", "An episode", "Confusion", "Hardest classes", "Embeddings" },
            browser.Evaluate("[...document.querySelectorAll('h2')].map(h => h.textContent)").EnumerateArray().Select(h => h.GetString())
                .ToArray());

        int[] Widths(string images) =>
            browser.Evaluate($"Promise.all([...document.querySelectorAll('{images}')].map(i => i.decode().then(() => i.naturalWidth)))")
                .EnumerateArray().Select(w => w.GetInt32()).ToArray();
        var widths = Widths("#hardest img");
        Assert.IsTrue(
            widths.Length > 10 && widths.All(w => w == 28), $"{widths.Length} pictures of widths {string.Join(", ", widths.Distinct())}");
        CollectionAssert.AreEqual(
            new[] { 30 + 14 + 4 * 30 + 2 }, Widths("#episode img"), "One shot, half a picture between, four query shots.");
        // A line is seen if it has points on different heights.
        Assert.AreEqual(
            4 + 2,
            browser.Evaluate("[...document.querySelectorAll('#training path.line')].filter(p => p.getTotalLength() > 100 && " +
                "p.getBBox().height > 1).length").GetInt32(),
            "Loss and accuracy of training and validation, gradient norm, learning rate.");
        Assert.IsTrue(browser.Evaluate("document.querySelectorAll('#confusion-matrix rect.right').length").GetInt32() == 6);
        Assert.IsTrue(browser.Evaluate("document.querySelectorAll('#embeddings circle').length").GetInt32() == 6 * 8);
        Assert.IsTrue(
            browser.Evaluate("document.documentElement.scrollWidth <= innerWidth").GetBoolean(), "The page is not wider than the window.");
    }

    [TestMethod]
    public void ThePageIsReadableInLightAndDark()
    {
        using var browser = new HeadlessBrowser();
        browser.Open(s_glyphs.Value);
        foreach (var scheme in new[] { "light", "dark" })
        {
            var screenshot = browser.Screenshot(scheme);
            Keep($"report-{scheme}.png", screenshot);
            // WCAG 2 asks for a contrast of 4.5 between text and background.
            var contrast = browser.Evaluate("""
                (() => {
                    const brightness = color => color.match(/\d+/g).slice(0, 3).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                    const paper = brightness(getComputedStyle(document.body).backgroundColor);
                    const panel = brightness(getComputedStyle(document.querySelector('figure')).backgroundColor);
                    const texts = [[document.body, 'color', paper], [document.querySelector('.note'), 'color', paper], [document.querySelector('svg text'), 'fill', panel]];
                    return texts.map(([e, property, ground]) => brightness(getComputedStyle(e)[property])).map((text, i) => (Math.max(text, texts[i][2]) + 0.05) / (Math.min(text, texts[i][2]) + 0.05));
                })()
                """).EnumerateArray().Select(c => c.GetDouble()).ToArray();
            Assert.IsTrue(contrast.All(c => c >= 4.5), $"{scheme}: {string.Join(", ", contrast)}");
            Assert.AreEqual(scheme == "dark", browser.Evaluate("matchMedia('(prefers-color-scheme: dark)').matches").GetBoolean());
        }
    }

    [TestMethod]
    public void ThePageHasTheScoresOfEvaluate()
    {
        var model = TinyModels.TrainedClassifier(s_mlContext);
        var data = Unseen(i => $"unseen {i}");
        var path = _folder.File("report.html");
        using var german = new InCulture("de-DE");
        var metrics = s_mlContext.MetaLearning().WriteReport(path, model, data, new(QueryShots: 4, Episodes: 20, Seed: 3), title: "Clouds");
        Assert.AreEqual(
            s_mlContext.MetaLearning().Evaluate(model, data, new(QueryShots: 4, Episodes: 20, Seed: 3)).ToString(), metrics.ToString());
        var page = File.ReadAllText(path);
        foreach (var scores in new[] { metrics.Inductive, metrics.Transductive! })
            Holds(
                page,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<td>{scores.Accuracy * 100:F2} %</td><td>± {scores.ConfidenceInterval95 * 100:F2} " +
                    $"%</td><td>{scores.LogLoss:F3}</td>"));
        Holds(page, "<h1>Clouds</h1>");
        Holds(
            page,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Of 100 examples of three new classes it gets about {metrics.Accuracy * 100:F0} right after one " +
                $"example of each; guessing would get 33.3."));
        Assert.AreEqual(metrics.IsAboveChance == false, page.Contains("the model may have learned nothing", StringComparison.Ordinal));
        Holds(page, "3-way 1-shot, 4 query shots, 20 episodes");
        Assert.IsFalse(page.Contains("<img") || page.Contains("id=\"training\""), "Vectors have no pictures, and no record was given.");
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFiles(_folder.Path));
    }

    [TestMethod]
    public void NamesOfClassesAreTextWhateverTheyHold()
    {
        string[] names = ["<script>alert(1)</script>", "a & b", "\"quoted\" 'name'", "</title><img src=x onerror=alert(1)>"];
        var path = _folder.File("report.html");
        s_mlContext.MetaLearning()
            .WriteReport(
                path, TinyModels.Classifier(s_mlContext), Unseen(i => names[i]), new(QueryShots: 4, Episodes: 10), title: names[3]);
        var page = File.ReadAllText(path);
        Holds(page, "&lt;script&gt;alert(1)&lt;/script&gt;");
        Holds(page, "a &amp; b");
        Assert.IsFalse(page.Contains("<script") || page.Contains("<img") || page.Contains("a & b"));
        Assert.IsFalse(Regex.IsMatch(page, "(alt|title|aria-label)=('[^']*quoted' name'|\"[^\"]*\"quoted)"));
    }

    [TestMethod]
    public void ManyClassesAreShownByTheHardest()
    {
        var path = _folder.File("report.html");
        s_mlContext.MetaLearning()
            .WriteReport(
                path,
                TinyModels.Classifier(s_mlContext),
                Blobs.Create(s_mlContext, i => $"unseen {i}", classes: 40, rows: 6, seed: 8),
                new(QueryShots: 4, Episodes: 200));
        var page = File.ReadAllText(path);
        Holds(page, "The 24 hardest of 40 classes.");
        Assert.AreEqual(24, Regex.Count(page, "<rect class=\"right\""));
    }

    [TestMethod]
    public void WithoutATransductiveFormThereIsOneRow()
    {
        var model = TinyModels.Classifier(
            s_mlContext, o => (o.Normalization, o.Backbone) = (Normalization.Layer, new Mlp(Blobs.Size, [8], normalize: true)));
        var path = _folder.File("report.html");
        s_mlContext.MetaLearning().WriteReport(path, model, Unseen(i => $"unseen {i}"), new(QueryShots: 4, Episodes: 10));
        var page = File.ReadAllText(path);
        Holds(page, "<th>inductive, as trained</th>");
        Assert.IsFalse(page.Contains("transductive"));
    }

    [TestMethod]
    public void AModelThatLearnedNothingIsToldToHave()
    {
        // All rows are alike, so that nothing tells the classes apart.
        var alike = s_mlContext.Data.LoadFromEnumerable(Blobs.Rows(i => $"unseen {i}", classes: 4, rows: 8).Select(r =>
            new BlobRow<string> { Label = r.Label, Features = new float[Blobs.Size] }).ToArray());
        var path = _folder.File("report.html");
        var metrics = s_mlContext.MetaLearning()
            .WriteReport(path, TinyModels.Classifier(s_mlContext), alike, new(QueryShots: 4, Episodes: 20));
        Assert.IsFalse(metrics.IsAboveChance);
        Holds(File.ReadAllText(path), "That does not exclude guessing: the model may have learned nothing.");
    }

    [TestMethod]
    public void WhatIsNotDrawnHasNoCaption()
    {
        var path = _folder.File("report.html");
        var record = new MetaTrainingRecord();
        var training = TinyModels.ClassifierOptions(o => (o.Progress, o.Backbone, o.Head, o.InnerLoop.LearningRate) = (
            record, new Identity(Blobs.Size), HeadInitialization.Prototypes, 1e-6));
        var metrics = s_mlContext.MetaLearning()
            .WriteReport(
                path,
                s_mlContext.MetaLearning().Maml(training).Fit(Blobs.Create(s_mlContext)),
                Unseen(i => $"unseen {i}"),
                new(QueryShots: 4, Episodes: 20),
                training: record);
        Assert.AreEqual(1, metrics.Accuracy);
        var page = File.ReadAllText(path);
        Assert.IsTrue(
            page.Contains("id=\"training\"", StringComparison.Ordinal) && !page.Contains("bands go from", StringComparison.Ordinal),
            "Of few meta-steps there are no bands.");
        Assert.IsFalse(page.Contains("id=\"hardest\"", StringComparison.Ordinal), "No class is hard where all is right.");
        Assert.IsFalse(page.Contains("pairs that never met", StringComparison.Ordinal), "Of four classes all met.");
    }

    [TestMethod]
    public void NumbersOfAxesAreReadableOnAPhone()
    {
        using var browser = new HeadlessBrowser();
        browser.Open(s_glyphs.Value);
        Keep("report-phone.png", browser.Screenshot("light", width: 390));
        const string Heights = "[...document.querySelectorAll('#training .tick text')].map(t => parseFloat(getComputedStyle(t).fontSize) " +
            "* t.getScreenCTM().a)";
        Assert.IsTrue(browser.Evaluate($"Math.min(...{Heights})").GetDouble() >= 10, "A number is at least 10 pixels high.");
        Assert.IsTrue(
            browser.Evaluate("document.documentElement.scrollWidth <= innerWidth").GetBoolean(), "The page is not wider than the phone.");
    }

    [TestMethod]
    public void WhatCannotBeReportedIsRefusedBeforeWork()
    {
        var catalog = s_mlContext.MetaLearning();
        var data = Unseen(i => $"unseen {i}");
        ErrorAssert.Throws<DirectoryNotFoundException>(
            () => catalog.WriteReport(Path.Combine(_folder.Path, "missing", "a.html"), TinyModels.Classifier(s_mlContext), data),
            "does not exist.");
        ErrorAssert.Throws<ArgumentException>(
            () => catalog.WriteReport("", TinyModels.Classifier(s_mlContext), data), "path must not be empty.");
        ErrorAssert.Throws<ArgumentException>(
            () => catalog.WriteReport(_folder.File("a.html"), TinyModels.Regressor(s_mlContext), data), "meta-trained for regression");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.WriteReport(_folder.File("a.html"), TinyModels.Classifier(s_mlContext), data, new(Episodes: 1)),
            "Episodes must be at least 2");
        ErrorAssert.Throws<ArgumentOutOfRangeException>(
            () => catalog.WriteReport(_folder.File("a.html"), TinyModels.Classifier(s_mlContext), data, new(Ways: 4)),
            "Ways must be at most 3");
        Assert.AreEqual(0, Directory.GetFiles(_folder.Path).Length);
    }

    private static void Holds(string page, string fragment) =>
        Assert.IsTrue(page.Contains(fragment, StringComparison.Ordinal), $"The page does not hold: {fragment}");

    private static IDataView Unseen(Func<int, string> name) => Blobs.Create(s_mlContext, name, classes: 4, rows: 20, seed: 8);

    /// <summary>A report with training curves and pictures.</summary>
    private static string WriteGlyphs(string path)
    {
        var record = new MetaTrainingRecord();
        var model = s_mlContext.MetaLearning().Maml(TinyModels.ClassifierOptions(o =>
        {
            (o.OuterLoop.MetaSteps, o.Progress, o.Backbone) = (12, record, new Conv4(1, 28, 28, filters: 4));
            (o.ValidationSet, o.OuterLoop.ValidationInterval, o.OuterLoop.ValidationEpisodes) = (
                s_mlContext.MetaLearning().LoadGlyphs(classes: 3, drawings: 4, seed: 3), 3, 4);
        })).Fit(Renamed(s_mlContext.MetaLearning().LoadGlyphs(classes: 8, drawings: 4, seed: 2)));
        s_mlContext.MetaLearning()
            .WriteReport(
                path,
                model,
                s_mlContext.MetaLearning().LoadGlyphs(classes: 6, drawings: 8, seed: 4),
                new(QueryShots: 4, Episodes: 30),
                training: record);
        return path;
    }

    // Glyphs of every seed have the same names, but training and validation may not share classes.
    private static IDataView Renamed(IDataView glyphs) =>
        s_mlContext.Data.LoadFromEnumerable(s_mlContext.Data.CreateEnumerable<GlyphRow>(glyphs, reuseRowObject: false)
        .Select(g => new GlyphRow { Label = "training " + g.Label, Features = g.Features }).ToArray());

    /// <summary>Keeps a picture for human eyes where the environment names a folder for it.</summary>
    private static void Keep(string name, byte[] png)
    {
        if (Environment.GetEnvironmentVariable("METALEARNING_SCREENSHOTS") is { Length: > 0 } folder)
            File.WriteAllBytes(Path.Combine(folder, name), png);
    }
}
