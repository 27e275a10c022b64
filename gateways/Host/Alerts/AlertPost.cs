using System.Globalization;
using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Alerts;

/// <summary>Brings one alert to one destination, with a few more attempts when that fails for a while.</summary>
public sealed class AlertPost(MonotonicClock clock, TimeSpan firstPause) : IDisposable
{
    private const int Attempts = 5;
    private const long NsPerSecond = 1_000_000_000;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Null = taken; otherwise why not, without the address.</summary>
    public async Task<string?> SendAsync(AlertDestination destination, Alert alert, CancellationToken stop)
    {
        TimeSpan pause = firstPause;
        string? fault = null;
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            (fault, TimeSpan? asked, bool isFinal) = await TryAsync(destination, alert, stop);
            if (fault is null || isFinal || attempt == Attempts) return fault;
            TimeSpan wait = asked ?? pause;
            await Task.Delay(wait < LongestPause ? wait : LongestPause, stop);
            pause *= 2;
        }

        return fault;
    }

    public void Dispose() => _http.Dispose();

    private async Task<(string? Fault, TimeSpan? Asked, bool IsFinal)> TryAsync(
        AlertDestination destination, Alert alert, CancellationToken stop)
    {
        try
        {
            (Uri address, string body) = destination.Request(alert, clock.NowNs / NsPerSecond);
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage reply = await _http.PostAsync(address, content, stop);
            string text = await reply.Content.ReadAsStringAsync(stop);
            int status = (int)reply.StatusCode;
            if (status is < 200 or > 299)
            {
                // Too many requests and faults of the server pass; a wrong address or token does not.
                bool isLasting = status < 500 && status != 429;
                return (Words.Of("alerts.status", status), reply.Headers.RetryAfter?.Delta, isLasting);
            }

            bool isTaken = !TryParse(text, out JsonElement answer) || destination.IsTaken(answer);
            return isTaken ? (null, null, true) : (Words.Of("alerts.refused", Shortened(text)), null, true);
        }
        catch (HttpRequestException e)
        {
            return (e.HttpRequestError.ToString(), null, false); // its message names the address
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (Words.Of("alerts.timeout"), null, false);
        }
    }

    private static bool TryParse(string text, out JsonElement answer)
    {
        answer = default;
        if (!text.StartsWith('{')) return false;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            answer = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Shortened(string text) =>
        text.Length <= 200 ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, 200)}…");
}
