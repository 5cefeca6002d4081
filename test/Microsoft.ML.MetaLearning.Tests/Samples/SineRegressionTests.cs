using System.IO;
using System.Linq;
using Microsoft.ML.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Samples;

[TestClass]
public sealed class SineRegressionTests
{
    [TestMethod]
    public void AFewStepsPrintErrorsAndWriteAPlot()
    {
        using var folder = new TemporaryFolder();
        var plot = folder.File("plot.png");
        var run = SampleProcess.Run("SineRegression", culture: "de_DE", "3", plot);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        var lines = run.Output.Split('\n');
        foreach (var (steps, line) in new[] { 0, 1, 5, 10 }.Zip(lines))
            StringAssert.Matches(
                line,
                new($@"^5 shots, 10 query shots, 600 tasks, {steps} adaptation steps: mean squared error \d+\.\d{{4}} ± \d+\.\d{{4}}, mean absolute error \d+\.\d{{4}} ± \d+\.\d{{4}}$"));
        using var image = MLImage.CreateFromFile(plot);
        Assert.AreEqual((640, 360), (image.Width, image.Height));
        Assert.IsTrue(image.Pixels.ToArray().Distinct().Count() > 2, "There is something on it.");
    }

    [TestMethod]
    public void ItIsUnderSixtyLines() =>
        Assert.IsTrue(File.ReadLines(Path.Combine(Repository.Root, "src", "Samples", "SineRegression", "Program.cs")).Count() < 60);
}
