using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.ML.MetaLearning.Data;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests.Data;

[TestClass]
public sealed class DownloadTests
{
    private static readonly byte[] s_content = Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7)).ToArray();
    private readonly TemporaryFolder _folder = new();
    private readonly HttpListener _home = new();
    private string _address = "";
    private int _requests;

    private string Archive => Path.Combine(_folder.Path, "birds.tgz");

    [TestInitialize]
    public void Initialize()
    {
        _address = $"http://127.0.0.1:{FreePort()}/";
        _home.Prefixes.Add(_address);
        _home.Start();
        Task.Run(ServeAsync);
    }

    [TestCleanup]
    public void Cleanup()
    {
        _home.Close();
        _folder.Dispose();
    }

    [TestMethod]
    public async Task AFileIsThereWhenItIsWholeAndRight()
    {
        var progress = new SynchronousProgress<DownloadProgress>();
        await Dataset().DownloadAsync(_folder.Path, progress);
        CollectionAssert.AreEqual(s_content, File.ReadAllBytes(Archive));
        Assert.AreEqual(new DownloadProgress("birds.tgz", s_content.Length, s_content.Length), progress.Reports[^1]);
        CollectionAssert.AreEqual(new[] { "birds.tgz" }, DatasetFiles.In(_folder.Path));
    }

    [TestMethod]
    public async Task WhatIsThereIsNotDownloadedAgain()
    {
        File.WriteAllBytes(Archive, s_content[1..]);
        await Dataset().DownloadAsync(_folder.Path);
        CollectionAssert.AreEqual(s_content, File.ReadAllBytes(Archive));
        await Dataset().DownloadAsync(_folder.Path);
        Assert.AreEqual(1, _requests);
    }

    [TestMethod]
    public async Task AnotherHashIsRefusedAndNothingIsLeft()
    {
        var dataset = Dataset(hash: new string('0', 64));
        var error = await Assert.ThrowsExactlyAsync<InvalidDataException>(() => dataset.DownloadAsync(_folder.Path));
        StringAssert.Contains(error.Message, "birds.tgz must have 0000");
        StringAssert.Contains(error.Message, Convert.ToHexStringLower(SHA256.HashData(s_content)));
        StringAssert.Contains(error.Message, dataset.HowToGet);
        CollectionAssert.AreEqual(Array.Empty<string>(), DatasetFiles.In(_folder.Path));
    }

    [TestMethod]
    public async Task AHomeThatCannotBeReachedSaysHowToGetTheDataSet()
    {
        _home.Stop();
        await AssertUnreachableAsync(Dataset());
    }

    [TestMethod]
    [DataRow("missing")]
    [DataRow("broken")]
    public async Task AnAnswerThatIsNoFileSaysHowToGetTheDataSet(string page) => await AssertUnreachableAsync(Dataset(page));

    [TestMethod]
    public async Task ACancelledDownloadLeavesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new SynchronousProgress<DownloadProgress>(_ => cancellation.Cancel());
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            Dataset("slow").DownloadAsync(_folder.Path, progress, cancellation.Token));
        CollectionAssert.AreEqual(Array.Empty<string>(), DatasetFiles.In(_folder.Path));
    }

    [TestMethod]
    public async Task WhereRegistrationIsNeededTheErrorSaysWhatToDo()
    {
        var dataset = FewShotDataset.Find("mini-imagenet");
        var error = await Assert.ThrowsExactlyAsync<NotSupportedException>(() => dataset.DownloadAsync(_folder.Path));
        StringAssert.Contains(error.Message, dataset.HowToGet);
    }

    private async Task AssertUnreachableAsync(FewShotDataset dataset)
    {
        var error = await Assert.ThrowsExactlyAsync<HttpRequestException>(() => dataset.DownloadAsync(_folder.Path));
        StringAssert.Contains(error.Message, $"{_address}");
        StringAssert.Contains(error.Message, "cannot be downloaded");
        StringAssert.Contains(error.Message, dataset.HowToGet);
        CollectionAssert.AreEqual(Array.Empty<string>(), DatasetFiles.In(_folder.Path));
    }

    private CubDataset Dataset(string page = "birds", string? hash = null) => new()
    {
        Files = [new DatasetFile(
            "birds.tgz", new Uri(_address + page), HashAlgorithmName.SHA256, hash ?? Convert.ToHexString(SHA256.HashData(s_content)))],
    };

    /// <summary>The home: "birds" is there, "broken" ends early, "slow" stops half way, and nothing else is there.</summary>
    private async Task ServeAsync()
    {
        while (_home.IsListening)
        {
            try
            {
                var context = await _home.GetContextAsync();
                Interlocked.Increment(ref _requests);
                var page = context.Request.Url!.AbsolutePath.Trim('/');
                context.Response.StatusCode = page == "missing" ? 404 : 200;
                context.Response.ContentLength64 = page == "missing" ? 0 : s_content.Length;
                if (page != "missing")
                    await context.Response.OutputStream.WriteAsync(s_content.AsMemory(
                        0, page == "birds" ? s_content.Length : s_content.Length / 2));
                if (page == "slow")
                    await context.Response.OutputStream.FlushAsync();
                else if (page == "broken")
                    context.Response.Abort();
                else
                    context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // The test has ended.
                return;
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
