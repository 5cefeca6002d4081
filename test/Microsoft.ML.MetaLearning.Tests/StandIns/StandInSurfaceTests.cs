using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.StandIns;

/// <summary>What compiles against the stand-ins must compile and run against the real packages too.</summary>
[TestClass]
public sealed class StandInSurfaceTests
{
    private const string StandInCompany = "Microsoft.ML.MetaLearning contributors";

    private static readonly ApiListing s_listing = ApiListing.Load();

    [TestMethod]
    [DataRow("TorchSharp")]
    [DataRow("Microsoft.ML.DataView")]
    [DataRow("Microsoft.ML.Core")]
    [DataRow("Microsoft.ML.Data")]
    [DataRow("Microsoft.ML.Transforms")]
    [DataRow("Microsoft.ML.ImageAnalytics")]
    public void EveryMemberOfAStandInIsInThePackage(string assembly)
    {
        SkipUnlessStandIn(assembly);
        using var surface = new AssemblySurface(PathOf(assembly), asTabbed: assembly == "TorchSharp");
        AssertNone(SurfaceComparison.Differences(s_listing, assembly, surface.PublicMembers()));
    }

    [TestMethod]
    [DataRow("Microsoft.ML.MetaLearning")]
    [DataRow("OmniglotFewShot")]
    [DataRow("SineRegression")]
    [DataRow("metalearn")]
    [DataRow("Microsoft.ML.MetaLearning.Tests")]
    public void EveryReferenceIsInThePackages(string assembly)
    {
        var references = AssemblyReferences.Read(PathOf(assembly), IsPackage);
        Assert.AreNotEqual(0, references.Count, $"{assembly} uses nothing of the packages, so this test would prove nothing.");
        // The compiler has checked the references to real packages, which may be newer than the listing.
        AssertNone(SurfaceComparison.Missing(s_listing, AssemblyReferences.Read(PathOf(assembly), a => IsPackage(a) && IsStandIn(a))));
    }

    [TestMethod]
    public void ComparisonFindsWhatIsNotInTheListing()
    {
        const string Core = "Microsoft.ML.Core";
        var known = new ApiReference(Core, "M:Microsoft.ML.ITransformer.Transform(Microsoft.ML.IDataView)", "Microsoft.ML.IDataView");
        var getter = new ApiReference(Core, "M:Microsoft.ML.ITransformer.get_IsRowToRowMapper", "System.Boolean");
        var generic = new ApiReference(Core, "M:Microsoft.ML.IEstimator`1.Fit(Microsoft.ML.IDataView)", "`0");
        var @internal = new ApiReference(Core, "M:Microsoft.ML.ModelSaveContext.CheckAtModel", "System.Void");
        AssertNone(SurfaceComparison.Missing(s_listing, [known, getter, generic, @internal]));

        ApiReference[] wrong =
        [
            known with { Id = "M:Microsoft.ML.ITransformer.Transform(System.Object)" },
            known with { Type = "System.Object" },
            known with { Assembly = "Microsoft.ML.Data" },
            getter with { Id = "M:Microsoft.ML.ITransformer.set_IsRowToRowMapper(System.Boolean)", Type = "System.Void" },
            generic with { Type = "Microsoft.ML.ITransformer" },
        ];
        Assert.AreEqual(wrong.Length, SurfaceComparison.Missing(s_listing, wrong).Count());
    }

    [TestMethod]
    public void ComparisonFindsMembersOfAnotherForm()
    {
        const string Core = "Microsoft.ML.Core";
        var type = s_listing.FindPublic(Core, "T:Microsoft.ML.SchemaShape")!;
        var method = s_listing.FindPublic(Core, "M:Microsoft.ML.Runtime.IHostEnvironment.Register(System.String,System.Nullable{System.Int32},System.Nullable{System.Boolean})")!;
        var constant = s_listing.FindPublic(Core, "F:Microsoft.ML.Data.DataKind.Byte")!;
        AssertNone(SurfaceComparison.Differences(s_listing, Core, [type, type with { Bases = [] }, method, constant]));

        ApiMember[] wrong =
        [
            type with { Id = "T:Microsoft.ML.NoSuchType" },
            type with { Type = "public class" },
            type with { Bases = ["System.IDisposable"] },
            method with { Parameters = "name, seed = 0, verbose = null" },
            method with { Modifiers = "static" },
            constant with { Constant = "3" },
            s_listing.Find(Core, "M:Microsoft.ML.ModelSaveContext.CheckAtModel")!,
        ];
        Assert.AreEqual(wrong.Length, SurfaceComparison.Differences(s_listing, Core, wrong).Count());
    }

    [TestMethod]
    public void ComparisonFindsCallsOfAnotherForm()
    {
        const string Id = "M:TorchSharp.torch.nn.CrossEntropyLoss(TorchSharp.torch.Tensor,System.Nullable{System.Int64},TorchSharp.torch.nn.Reduction)";
        var loss = s_listing.FindPublic("TorchSharp", Id)! with
        {
            Modifiers = "static",
            Parameters = "weight = default, ignore_index = default, reduction = Reduction.Mean",
        };
        AssertNone(SurfaceComparison.Differences(s_listing, "TorchSharp", [loss]));
        ApiMember[] wrong =
        [
            loss with { Parameters = "weight = default, ignore_index = default, reduction = Reduction.Sum" },
            loss with { Modifiers = "" },
        ];
        Assert.AreEqual(wrong.Length, SurfaceComparison.Differences(s_listing, "TorchSharp", wrong).Count());
    }

    private static bool IsPackage(string assembly)
    {
        bool isOurs = assembly.StartsWith("Microsoft.ML.MetaLearning", StringComparison.Ordinal);
        return !isOurs && (assembly == "TorchSharp" || assembly.StartsWith("Microsoft.ML.", StringComparison.Ordinal));
    }

    private static void SkipUnlessStandIn(string assembly)
    {
        if (!IsStandIn(assembly))
            Assert.Inconclusive($"{assembly} is the real package, not a stand-in: there is nothing to compare.");
    }

    private static bool IsStandIn(string assembly) => FileVersionInfo.GetVersionInfo(PathOf(assembly)).CompanyName == StandInCompany;

    private static string PathOf(string assembly)
    {
        string path = Path.Combine(AppContext.BaseDirectory, assembly + ".dll");
        Assert.IsTrue(File.Exists(path), $"{assembly}.dll is not beside the tests; the test project must reference it.");
        return path;
    }

    private static void AssertNone(IEnumerable<string> problems)
    {
        string[] lines = problems.Order(StringComparer.Ordinal).ToArray();
        if (lines.Length > 0)
            Assert.Fail($"{lines.Length} problem(s):{Environment.NewLine}{string.Join(Environment.NewLine, lines)}");
    }
}
