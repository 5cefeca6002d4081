using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.House;

/// <summary>The house can be walked from top to bottom: docs/decisions/0007-the-house.md.</summary>
[TestClass]
public sealed partial class FolderOrderTests
{
    private static readonly Dictionary<string, string> s_sources = FolderOrder.Sources();

    [TestMethod]
    public void AFolderUsesOnlyFoldersBeforeIt()
    {
        var violations = FolderOrder.Violations(s_sources).Distinct().ToArray();
        Assert.AreEqual(0, violations.Length, Environment.NewLine + string.Join(Environment.NewLine, violations));
    }

    [TestMethod]
    [DataRow("Type", "class User { Trainers.Used? field; }")]
    [DataRow("nameof", "class User { string field = nameof(Trainers.Used); }")]
    [DataRow("constant", "class User { int field = Trainers.Used.Constant; }")]
    [DataRow("generic argument", "class User { System.Collections.Generic.List<Trainers.Used> field = []; }")]
    [DataRow("base type", "class User : Trainers.Used;")]
    [DataRow("extension method", "class User { static int Field => 1.Extended(); }")]
    public void EveryKindOfUseIsFound(string kind, string user)
    {
        var used = "namespace Trainers { public class Used { public const int Constant = 1; } public static class Extensions { public " +
            "static int Extended(this int x) => x; } }";
        var sources = new Dictionary<string, string>
        {
            ["Data/User.cs"] = "using Trainers; namespace Data { " + user + " }",
            ["Trainers/Used.cs"] = used,
        };
        Assert.IsTrue(
            FolderOrder.Violations(sources)
                .Any(v => v.StartsWith("Data/User.cs(1): ", StringComparison.Ordinal)
                    && v.EndsWith(" of Trainers", StringComparison.Ordinal)),
            kind);
        sources["Trainers/User.cs"] = sources["Data/User.cs"].Replace("namespace Data", "namespace Trainers");
        sources.Remove("Data/User.cs");
        Assert.IsFalse(FolderOrder.Violations(sources).Any(), "A folder may use itself.");
    }

    [TestMethod]
    public void EveryFileIsInAFolderOfTheOrder() =>
        CollectionAssert.AreEquivalent(FolderOrder.Folders, s_sources.Keys.Select(FolderOrder.FolderOf).Distinct().ToArray());

    [TestMethod]
    public void AFileHasOneNamespaceOfItsFolderOrWhatUsersType()
    {
        foreach (var (path, text) in s_sources)
        {
            var spaces = Namespace().Matches(text).Select(m => m.Groups[1].Value).ToArray();
            Assert.AreEqual(1, spaces.Length, path);
            string[] allowed = ["Microsoft.ML.MetaLearning", $"Microsoft.ML.MetaLearning.{FolderOrder.FolderOf(path)}"];
            // The extension method on MLContext, and an attribute that the runtime looks for by its name.
            var elsewhere = path is "Catalog/MetaLearningExtensions.cs" or "MLNet/Access.cs";
            Assert.IsTrue(elsewhere || allowed.Contains(spaces[0]), $"{path} has the namespace {spaces[0]}.");
        }
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
