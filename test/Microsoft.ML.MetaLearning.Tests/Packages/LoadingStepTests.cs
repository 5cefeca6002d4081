using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Packages;

/// <summary>
/// The build step that gives applications a copy of TorchSharp's native library which older systems load: build/TorchSharpLoading.targets.
/// </summary>
[TestClass]
public sealed class LoadingStepTests
{
    private const string Library = "libLibTorchSharp.so";

    private static readonly string s_step = Path.Combine(Repository.Root, "build", "TorchSharpLoading.targets");
    private static readonly string s_genuine =
        Path.Combine(NuGetPackages.Folder, "torchsharp", "0.107.0", "runtimes", "linux-x64", "native", Library);

    private readonly TemporaryFolder _folder = new();

    private string Original => _folder.File("package", Library);

    private string Copy => Path.Combine(_folder.Path, "obj", "TorchSharp", "0.107.0", Library);

    [TestInitialize]
    public void Prepare()
    {
        File.Copy(s_genuine, Original);
        File.WriteAllText(_folder.File("old"), "GLIBCXX_3.4.30\0GLIBCXX_3.4.31\0");
        File.WriteAllText(_folder.File("new"), "GLIBCXX_3.4.31\0GLIBCXX_3.4.32\0");
        // What the SDK has found out when the step begins, without the half minute that it takes for it.
        File.WriteAllText(_folder.File("step.proj"), $"""
            <Project DefaultTargets="Build">
              <PropertyGroup>
                <IntermediateOutputPath Condition="'$(IntermediateOutputPath)' == ''">obj/</IntermediateOutputPath>
              </PropertyGroup>
              <Target Name="ResolvePackageAssets">
                <ItemGroup>
                  <NativeCopyLocalItems Include="{Original}" NuGetPackageVersion="0.107.0" DestinationSubPath="{Library}" Condition="'$(RuntimeIdentifier)' != ''" />
                  <RuntimeTargetsCopyLocalItems Include="{Original}" NuGetPackageVersion="0.107.0" DestinationSubPath="runtimes/linux-x64/native/{Library}" Condition="'$(RuntimeIdentifier)' == ''" />
                  <RuntimeTargetsCopyLocalItems Include="other.so" NuGetPackageVersion="1.0.0" />
                </ItemGroup>
              </Target>
              <Target Name="Build" DependsOnTargets="ResolvePackageAssets">
                <Message Importance="high" Text="native %(NativeCopyLocalItems.FullPath) to %(NativeCopyLocalItems.DestinationSubPath)" Condition="'@(NativeCopyLocalItems)' != ''" />
                <Message Importance="high" Text="runtime %(RuntimeTargetsCopyLocalItems.FullPath) to %(RuntimeTargetsCopyLocalItems.DestinationSubPath)" />
              </Target>
              <Import Project="{s_step}" />
            </Project>
            """);
    }

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void AnOlderSystemGetsACopyThatDiffersInOneFlag()
    {
        var build = Build("old");
        StringAssert.Contains(build.Output, $"runtime {Copy} to runtimes/linux-x64/native/{Library}");
        StringAssert.Contains(build.Output, $"runtime {Path.Combine(_folder.Path, "other.so")} to");
        StringAssert.Contains(build.Output, $"TorchSharp 0.107.0: the application gets {Copy}");
        var (before, after) = (File.ReadAllBytes(s_genuine), File.ReadAllBytes(Copy));
        Assert.AreEqual((0, 2), before.Zip(after).Single(pair => pair.First != pair.Second));
        CollectionAssert.AreEqual(before, File.ReadAllBytes(Original));

        // For a runtime identifier the file is in the other list; nothing is written again.
        var written = File.GetLastWriteTimeUtc(Copy);
        var second = Build("old", "-p:RuntimeIdentifier=linux-x64");
        StringAssert.Contains(second.Output, $"native {Copy} to {Library}");
        Assert.IsFalse(second.Output.Contains("the application gets", StringComparison.Ordinal));
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(Copy));
        Assert.AreEqual(1, Directory.GetFiles(Path.GetDirectoryName(Copy)!).Length);
    }

    [TestMethod]
    public void NothingIsDoneWhereTheSystemIsNewEnoughOrItIsForbidden()
    {
        StringAssert.Contains(Build("new").Output, $"runtime {Original} to");
        StringAssert.Contains(Build("old", "-p:LoosenTorchSharp=never").Output, $"runtime {Original} to");
        Assert.IsFalse(Directory.Exists(Path.Combine(_folder.Path, "obj")));
    }

    [TestMethod]
    public void ItIsDoneForOlderSystemsIfAskedFor() =>
        StringAssert.Contains(Build("new", "-p:LoosenTorchSharp=always").Output, $"runtime {Copy} to");

    [TestMethod]
    public void AnUnknownOriginalIsLeftAlone()
    {
        Build("old");
        using (var changed = File.OpenWrite(Original))
            changed.SetLength(changed.Length + 1);
        File.SetLastWriteTimeUtc(Original, DateTime.UtcNow.AddSeconds(1));
        var build = Build("old");
        StringAssert.Contains(build.Output, $"warning METALEARNING002: {Original} asks for GLIBCXX_3.4.32");
        StringAssert.Contains(build.Output, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Original))));
        StringAssert.Contains(build.Output, $"runtime {Original} to");
        Assert.IsFalse(File.Exists(Copy));
    }

    [TestMethod]
    public void AFolderThatCannotBeWrittenIsOneError()
    {
        File.WriteAllText(_folder.File("obj"), "a file in the folder's place");
        foreach (var output in new[] { "obj/", "/proc/self/" })
        {
            var build = TryBuild("old", $"-p:IntermediateOutputPath={output}");
            Assert.AreEqual(1, build.ExitCode);
            StringAssert.Contains(
                build.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Single(line => line.Contains("error", StringComparison.Ordinal)),
                "error METALEARNING003: A copy of TorchSharp's native library that this system can load could not be written to ");
        }
        CollectionAssert.AreEqual(File.ReadAllBytes(s_genuine), File.ReadAllBytes(Original));
    }

    [TestMethod]
    public void AnotherWordIsRefused()
    {
        var build = TryBuild("old", "-p:LoosenTorchSharp=sometimes");
        Assert.AreEqual(1, build.ExitCode);
        StringAssert.Contains(build.Output, "error METALEARNING001: LoosenTorchSharp must be auto, always or never, but is 'sometimes'.");
    }

    [TestMethod]
    [TestCategory("Slow")]
    public void TheSdkBuildsPublishesAndCleansWithIt()
    {
        var (project, bin) = (_folder.File("app", "App.csproj"), Path.Combine(_folder.Path, "app", "bin", "Debug", "net10.0"));
        File.WriteAllText(project, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <LoosenTorchSharp>always</LoosenTorchSharp>
                <RuntimeIdentifiers>linux-x64</RuntimeIdentifiers>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="TorchSharp" Version="0.107.0" />
              </ItemGroup>
              <Import Project="{s_step}" />
            </Project>
            """);
        File.WriteAllText(_folder.File("app", "Program.cs"), "System.Console.WriteLine();");
        var before = File.ReadAllBytes(s_genuine);
        var inBin = Path.Combine(bin, "runtimes", "linux-x64", "native", Library);

        Run("build");
        AssertLoosened(inBin);
        Assert.IsNotNull(Dependencies(bin)["runtimeTargets"]![$"runtimes/linux-x64/native/{Library}"]);
        Run("publish", "-c", "Debug", "--no-build", "-o", Path.Combine(_folder.Path, "portable"));
        AssertLoosened(Path.Combine(_folder.Path, "portable", "runtimes", "linux-x64", "native", Library));
        Run("build", "-t:Rebuild");
        AssertLoosened(inBin);
        Run("publish", "-c", "Debug", "-r", "linux-x64", "--no-self-contained", "-o", Path.Combine(_folder.Path, "published"));
        AssertLoosened(Path.Combine(_folder.Path, "published", Library));
        Assert.IsNotNull(Dependencies(Path.Combine(_folder.Path, "published"))["native"]![$"runtimes/linux-x64/native/{Library}"]);
        // The SDK resolves packages once more after it has deleted everything, so the copy in obj is back, and whole.
        Run("clean");
        Assert.IsFalse(File.Exists(inBin));
        CollectionAssert.AreEqual(before, File.ReadAllBytes(s_genuine));

        void Run(string verb, params string[] more) =>
            SampleProcess.RunIn(Path.GetDirectoryName(project)!, "dotnet", [verb, .. more, "--nologo", "-v", "quiet"]);
        void AssertLoosened(string file) =>
            Assert.AreEqual((0, 2), before.Zip(File.ReadAllBytes(file)).Single(pair => pair.First != pair.Second));
        static JsonNode Dependencies(string folder) =>
            JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "App.deps.json")))!["targets"]!.AsObject()
            .Last().Value!["TorchSharp/0.107.0"]!;
    }

    private SampleProcess Build(string system, params string[] more)
    {
        var build = TryBuild(system, more);
        Assert.AreEqual(0, build.ExitCode, build.Output + build.Error);
        return build;
    }

    /// <param name="system">The file that stands for the system's C++ library.</param>
    /// <param name="more">More arguments.</param>
    private SampleProcess TryBuild(string system, params string[] more) =>
        SampleProcess.TryIn(
            _folder.Path,
            "dotnet",
            ["msbuild", "step.proj", "-nologo", "-consoleLoggerParameters:NoSummary", $"-p:_CxxLibrary={_folder.File(system)}", .. more]);
}
