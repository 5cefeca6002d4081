using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Microsoft.ML.MetaLearning.Tests;

/// <summary>Chromium without a window, by its DevTools protocol. Where it is not installed, the test is inconclusive.</summary>
internal sealed class HeadlessBrowser : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private readonly TemporaryFolder _profile = new();
    private readonly CancellationTokenSource _timeout = new(s_patience);
    private readonly ClientWebSocket _socket = new();
    private readonly Process _process;
    private string? _session;
    private int _calls;

    public HeadlessBrowser()
    {
        var names = new[] { "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome" };
        var program = (Environment.GetEnvironmentVariable("PATH")
            ?? "").Split(Path.PathSeparator).SelectMany(folder => names.Select(n => Path.Combine(folder, n))).FirstOrDefault(File.Exists);
        if (program is null)
            Assert.Inconclusive($"No browser to look at the page with: none of {string.Join(", ", names)} is installed (build/setup.sh " +
                "installs the first on Debian).");
        _process = Start(program);
        try
        {
            Connect();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What pages asked for by any protocol, but for data within the page.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>What the browser had to complain about.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Opens a page and waits until it and its pictures are loaded.</summary>
    public void Open(string file)
    {
        Requests.Clear();
        Call("Page.navigate", new { url = new Uri(file).AbsoluteUri });
        Until("Page.loadEventFired");
    }

    /// <summary>The value of an expression, which may be a promise, as JSON.</summary>
    public JsonElement Evaluate(string expression)
    {
        var result = Call("Runtime.evaluate", new { expression, returnByValue = true, awaitPromise = true });
        Assert.IsFalse(result.TryGetProperty("exceptionDetails", out var details), details.ToString());
        return result.GetProperty("result").GetProperty("value");
    }

    /// <summary>A picture of the whole page as PNG.</summary>
    /// <param name="scheme">"light" or "dark".</param>
    /// <param name="width">The width of the window.</param>
    public byte[] Screenshot(string scheme, int width = 1200)
    {
        Call("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = scheme } } });
        Call("Emulation.setDeviceMetricsOverride", new { width, height = 900, deviceScaleFactor = 1, mobile = false });
        return Call("Page.captureScreenshot", new { captureBeyondViewport = true }).GetProperty("data").GetBytesFromBase64();
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _socket.Dispose();
        _timeout.Dispose();
        _profile.Dispose();
    }

    private Process Start(string program)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        // A container has no user namespaces for the sandbox and little shared memory. The page is our own.
        foreach (var argument in new[]
        {
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0", $"--user-data-dir={_profile.Path}", "about:blank"
        })
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private void Connect()
    {
        _socket.ConnectAsync(new Uri(Address()), _timeout.Token).Wait();
        var target = Call("Target.createTarget", new { url = "about:blank" }).GetProperty("targetId").GetString();
        _session = Call("Target.attachToTarget", new { targetId = target, flatten = true }).GetProperty("sessionId").GetString();
        Call("Network.enable");
        Call("Page.enable");
        Call("Log.enable");
    }

    private string Address()
    {
        const string announcement = "DevTools listening on ";
        while (_process.StandardError.ReadLineAsync(_timeout.Token).AsTask().Result is { } line)
            if (line.StartsWith(announcement, StringComparison.Ordinal))
            {
                // What follows must be read, so that the browser can go on writing.
                _ = _process.StandardError.ReadToEndAsync();
                return line[announcement.Length..];
            }
        throw new InvalidOperationException("The browser ended before it listened.");
    }

    private JsonElement Call(string method, object? parameters = null)
    {
        var id = ++_calls;
        var message = new Dictionary<string, object> { ["id"] = id, ["method"] = method, ["params"] = parameters ?? new { } };
        if (_session is not null)
            message["sessionId"] = _session;
        _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, _timeout.Token).Wait();
        while (true)
        {
            var answer = Receive();
            if (!answer.TryGetProperty("id", out var answered) || answered.GetInt32() != id)
                continue;
            Assert.IsFalse(answer.TryGetProperty("error", out var error), $"{method}: {error}");
            return answer.GetProperty("result");
        }
    }

    private void Until(string happening)
    {
        while (!Receive().TryGetProperty("method", out var method) || method.GetString() != happening)
        {
        }
    }

    private JsonElement Receive()
    {
        using var buffer = new MemoryStream();
        var part = new byte[1 << 16];
        WebSocketReceiveResult received;
        do
        {
            received = _socket.ReceiveAsync(part, _timeout.Token).Result;
            buffer.Write(part, 0, received.Count);
        }
        while (!received.EndOfMessage);
        var message = JsonDocument.Parse(buffer.ToArray()).RootElement;
        if (message.TryGetProperty("method", out var method))
            Note(method.GetString()!, message.GetProperty("params"));
        return message;
    }

    private void Note(string happening, JsonElement parameters)
    {
        if (happening == "Network.requestWillBeSent" && parameters.GetProperty("request").GetProperty("url").GetString() is { } url
            && !url.StartsWith("data:", StringComparison.Ordinal))
            Requests.Add(url);
        if (happening == "Log.entryAdded")
            Complaints.Add(parameters.GetProperty("entry").GetProperty("text").GetString()!);
    }
}
