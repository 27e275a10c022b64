using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenSQT.Lmax.EndToEnd.Tests.Dashboard;

/// <summary>
/// A headless Chromium with one page, driven through its DevTools socket: no package, no driver process, nothing to
/// download. Errors of the page (exceptions, console errors, violations of its policy) are collected.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _errors = [];
    private int _lastId;

    private Chromium(Process process, string profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Null = there is none on this machine.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    public IReadOnlyList<string> Errors => _errors;

    public static async Task<Chromium> StartAsync()
    {
        string profile = Directory.CreateTempSubdirectory("opensqt-chromium-").FullName;
        var start = new ProcessStartInfo(Program!) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in new[]
            {
                "--headless=new", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage", "--no-first-run",
                "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank",
            })
            start.ArgumentList.Add(argument);
        if (Environment.UserName == "root") start.ArgumentList.Add("--no-sandbox"); // root cannot use the sandbox
        var chromium = new Chromium(Process.Start(start)!, profile);
        chromium._process.OutputDataReceived += static (_, _) => { };
        chromium._process.BeginOutputReadLine();
        chromium._process.BeginErrorReadLine();
        await chromium.ConnectAsync();
        return chromium;
    }

    public async Task ShowAsync(string address, int width, int height, bool dark)
    {
        await CallAsync("Emulation.setDeviceMetricsOverride", new JsonObject
        {
            ["width"] = width,
            ["height"] = height,
            ["deviceScaleFactor"] = width < 500 ? 2 : 1,
            ["mobile"] = width < 500,
        });
        await CallAsync("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray(new JsonObject
            {
                ["name"] = "prefers-color-scheme",
                ["value"] = dark ? "dark" : "light",
            }),
        });
        if (address.Length > 0) await CallAsync("Page.navigate", new JsonObject { ["url"] = address });
    }

    /// <summary>The value of a JavaScript expression; a promise is awaited.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        JsonElement answer = await TryEvaluateAsync(expression);
        Assert.False(answer.TryGetProperty("exceptionDetails", out JsonElement fault), $"{expression}: {fault}");
        return answer.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    /// <summary>Waits until an expression is true; one that fails, as while the page loads, is not.</summary>
    public async Task SeesAsync(string expression)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!IsTrue(await TryEvaluateAsync($"Boolean({expression})")))
        {
            if (patience.IsCancellationRequested)
            {
                JsonElement body = await EvaluateAsync("document.body.innerText");
                Assert.Fail($"not seen: {expression}; errors: {string.Join("; ", _errors)}; the page: {body}");
            }

            await Task.Delay(100, CancellationToken.None);
        }

        static bool IsTrue(JsonElement answer) =>
            answer.GetProperty("result").TryGetProperty("value", out JsonElement value)
            && value.ValueKind == JsonValueKind.True;
    }

    /// <summary>The whole page as a PNG file.</summary>
    public async Task ShootAsync(string file, bool wholePage)
    {
        JsonElement shot = await CallAsync("Page.captureScreenshot", new JsonObject
        {
            ["format"] = "png",
            ["captureBeyondViewport"] = wholePage,
        });
        await File.WriteAllBytesAsync(file, shot.GetProperty("data").GetBytesFromBase64());
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        for (int attempt = 0; Directory.Exists(_profile); attempt++)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
            }
            catch (IOException) when (attempt < 20)
            {
                await Task.Delay(100); // a child of it was still writing
            }
        }
    }

    private Task<JsonElement> TryEvaluateAsync(string expression) => CallAsync("Runtime.evaluate", new JsonObject
    {
        ["expression"] = expression,
        ["awaitPromise"] = true,
        ["returnByValue"] = true,
    });

    private async Task ConnectAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        string portFile = Path.Combine(_profile, "DevToolsActivePort");
        while (!File.Exists(portFile) || (await File.ReadAllLinesAsync(portFile, patience.Token)).Length < 2)
            await Task.Delay(50, patience.Token);
        int port = int.Parse((await File.ReadAllLinesAsync(portFile, patience.Token))[0], CultureInfo.InvariantCulture);
        using var http = new HttpClient();
        string pages = await http.GetStringAsync($"http://127.0.0.1:{port}/json/list", patience.Token);
        string address = JsonDocument.Parse(pages).RootElement.EnumerateArray()
            .First(page => page.GetProperty("type").GetString() == "page")
            .GetProperty("webSocketDebuggerUrl").GetString()!;
        await _socket.ConnectAsync(new Uri(address), patience.Token);
        foreach (string domain in new[] { "Page", "Runtime", "Log" }) await CallAsync($"{domain}.enable", []);
    }

    private async Task<JsonElement> CallAsync(string method, JsonObject parameters)
    {
        using var patience = new CancellationTokenSource(Patience);
        int id = ++_lastId;
        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        while (true)
        {
            JsonElement message = await ReceiveAsync(patience.Token);
            if (!message.TryGetProperty("id", out JsonElement answered)) Note(message);
            else if (answered.GetInt32() == id) return Result(method, message);
        }
    }

    private static JsonElement Result(string method, JsonElement message)
    {
        Assert.True(message.TryGetProperty("result", out JsonElement result), $"{method}: {message}");
        return result;
    }

    private async Task<JsonElement> ReceiveAsync(CancellationToken stop)
    {
        using var text = new MemoryStream();
        byte[] buffer = new byte[65536];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), stop);
            text.Write(buffer.AsSpan(0, part.Count));
        }
        while (!part.EndOfMessage);
        return JsonDocument.Parse(text.ToArray()).RootElement;
    }

    private void Note(JsonElement message)
    {
        string method = message.GetProperty("method").GetString()!;
        JsonElement parameters = message.GetProperty("params");
        bool isError = method == "Runtime.exceptionThrown"
            || method == "Log.entryAdded" && parameters.GetProperty("entry").GetProperty("level").GetString() == "error"
            || method == "Runtime.consoleAPICalled" && parameters.GetProperty("type").GetString() == "error";
        if (isError) _errors.Add(parameters.ToString());
    }
}
