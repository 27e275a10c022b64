using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpenSQT.Lmax.Dashboard.Live;
using OpenSQT.Lmax.Dashboard.Reports;

namespace OpenSQT.Lmax.Dashboard;

/// <summary>The table of the machine interfaces.</summary>
internal sealed class Endpoints
{
    private const int MostStreams = 16;

    private readonly DashboardSources _sources;
    private readonly History _history;
    private readonly CancellationToken _stop;
    private readonly Dictionary<string, Endpoint> _byPath;
    private int _streams;

    public Endpoints(DashboardSources sources, History history, CancellationToken stop)
    {
        _sources = sources;
        _history = history;
        _stop = stop;
        _byPath = new Dictionary<string, Endpoint>
        {
            ["/api/state"] = Read(http => SendJsonAsync(http, json => StateJson.Write(json, sources))),
            ["/api/slots"] = Read(SendSlotsAsync),
            ["/api/fills"] = Read(SendFillsAsync),
            ["/api/history"] = Read(SendHistoryAsync),
            ["/api/events"] = Read(ServeStreamAsync),
            ["/metrics"] = Read(http => SendTextAsync(http, MetricsText.ContentType, MetricsText.Of(sources))),
            ["/health/live"] = Public(http => SendHealthAsync(http, Health.WhyNotLive(sources))),
            ["/health/ready"] = Public(http => SendHealthAsync(http, Health.WhyNotReady(sources))),
        };
        foreach ((string word, Func<Task<bool>> ask) in sources.Commands)
        {
            _byPath[$"/api/commands/{word}"] =
                new Endpoint(HttpMethods.Post, IsPublic: false, http => CommandAsync(http, ask));
        }
    }

    public Endpoint? Find(string path) => _byPath.GetValueOrDefault(path);

    public static async Task SendJsonAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        ReadOnlyMemory<byte> body = JsonBody.Of(write);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>What is wrong with a request, and the remedy.</summary>
    public static Task SendErrorAsync(HttpContext http, string why, int status = StatusCodes.Status400BadRequest)
    {
        http.Response.StatusCode = status;
        return SendJsonAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteString("error", why);
            json.WriteEndObject();
        });
    }

    private static Endpoint Read(Func<HttpContext, Task> handle) => new(HttpMethods.Get, IsPublic: false, handle);

    private static Endpoint Public(Func<HttpContext, Task> handle) => new(HttpMethods.Get, IsPublic: true, handle);

    private static async Task SendTextAsync(HttpContext http, string contentType, string text)
    {
        http.Response.ContentType = contentType;
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), http.RequestAborted);
    }

    private static Task SendHealthAsync(HttpContext http, List<string> reasons)
    {
        if (reasons.Count > 0) http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return SendJsonAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", reasons.Count == 0);
            json.WriteStartArray("reasons");
            foreach (string reason in reasons) json.WriteStringValue(reason);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>The first look asks the engine's thread for a copy; the next publication brings it.</summary>
    private async Task SendSlotsAsync(HttpContext http)
    {
        _sources.Snapshots.ReadSlots();
        await Task.Delay(TimeSpan.FromMilliseconds(150), http.RequestAborted);
        await SendJsonAsync(http, json => ListsJson.WriteSlots(json, _sources));
    }

    private Task SendFillsAsync(HttpContext http)
    {
        string text = http.Request.Query["after"].ToString();
        if (text.Length == 0) text = "0";
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long after))
            return SendErrorAsync(http, "after: expected the number of a fill, such as 0");
        return SendJsonAsync(http, json => ListsJson.WriteFills(json, _sources, _sources.Snapshots.ReadFills(after)));
    }

    private Task SendHistoryAsync(HttpContext http)
    {
        if (_history.Read(http.Request.Query["range"].ToString()) is not { } found)
            return SendErrorAsync(http, "range: expected 15m, 4h or 24h");
        return SendJsonAsync(http, json => ListsJson.WriteHistory(json, found.StepSeconds, found.Points));
    }

    private async Task CommandAsync(HttpContext http, Func<Task<bool>> ask)
    {
        bool isApplied = await ask();
        await SendJsonAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("applied", isApplied);
            json.WritePropertyName("state");
            StateJson.Write(json, _sources);
            json.WriteEndObject();
        });
    }

    private async Task ServeStreamAsync(HttpContext http)
    {
        if (Interlocked.Increment(ref _streams) > MostStreams)
        {
            Interlocked.Decrement(ref _streams);
            await SendErrorAsync(
                http, "too many readers: close a page", StatusCodes.Status503ServiceUnavailable);
            return;
        }

        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop, http.RequestAborted);
            await new EventStream(_sources, _history).ServeAsync(http.Response, end.Token);
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }
}
