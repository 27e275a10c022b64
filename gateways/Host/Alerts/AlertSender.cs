using System.Threading.Channels;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Logging;

namespace OpenSQT.Lmax.Host.Alerts;

/// <summary>
/// Takes alerts from anybody without waiting and brings them to every destination behind the scenes, each at its own
/// pace: at most one message in three seconds, what came meanwhile in one message. At the bound the oldest is dropped
/// and counted.
/// </summary>
public sealed class AlertSender : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(3);
    private const int MostWaiting = 256;
    private const int MostInOneMessage = 20;
    private static readonly TimeSpan LastMessages = TimeSpan.FromSeconds(5);

    private readonly HostLog _log;
    private readonly AlertPost _post;
    private readonly TimeSpan _pace;
    private readonly IReadOnlySet<AlertKind> _kinds;
    private readonly List<Channel<Alert>> _waiting = [];
    private readonly List<Task> _sending = [];
    private readonly CancellationTokenSource _stop = new();
    private long _dropped;

    public AlertSender(
        IReadOnlyList<AlertDestination> destinations, IReadOnlySet<AlertKind> kinds, AlertPost post, TimeSpan pace,
        HostLog log)
    {
        _kinds = kinds;
        _post = post;
        _pace = pace;
        _log = log;
        foreach (AlertDestination destination in destinations)
        {
            var waiting = Channel.CreateBounded<Alert>(
                new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest },
                _ => Interlocked.Increment(ref _dropped));
            _waiting.Add(waiting);
            _sending.Add(Task.Run(() => SendAsync(destination, waiting.Reader)));
        }
    }

    public static AlertSender For(AlertSettings settings, MonotonicClock clock, HostLog log) =>
        new(AlertDestination.Of(settings), settings.Kinds, new AlertPost(clock, FirstPause), Pace, log);

    /// <summary>Never waits.</summary>
    public void Offer(Alert alert)
    {
        if (!_kinds.Contains(alert.Kind)) return;
        foreach (Channel<Alert> waiting in _waiting) waiting.Writer.TryWrite(alert);
    }

    /// <summary>Gives the last messages a few seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (Channel<Alert> waiting in _waiting) waiting.Writer.TryComplete();
        await Task.WhenAny(Task.WhenAll(_sending), Task.Delay(LastMessages));
        await _stop.CancelAsync();
        await Task.WhenAll(_sending);
        _stop.Dispose();
        _post.Dispose();
        if (_dropped > 0) _log.Warn(Words.Of("alerts.dropped", _dropped), LogArea.Alerts);
    }

    private async Task SendAsync(AlertDestination destination, ChannelReader<Alert> waiting)
    {
        try
        {
            while (await waiting.WaitToReadAsync(_stop.Token))
            {
                Alert alert = Together(waiting);
                string? fault = await _post.SendAsync(destination, alert, _stop.Token);
                if (fault is null) _log.Debug(Words.Of("alerts.sent", destination.Name), LogArea.Alerts);
                else _log.Warn(Words.Of("alerts.failed", destination.Name, fault), LogArea.Alerts);
                if (!waiting.Completion.IsCompleted) await Task.Delay(_pace, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            _log.Warn(Words.Of("alerts.unsent", destination.Name), LogArea.Alerts);
        }
    }

    private static Alert Together(ChannelReader<Alert> waiting)
    {
        var alerts = new List<Alert>();
        while (alerts.Count < MostInOneMessage && waiting.TryRead(out Alert? alert)) alerts.Add(alert);
        return alerts.Count == 1
            ? alerts[0]
            : alerts[0] with { Text = string.Join("\n", alerts.Select(alert => alert.Text)) };
    }
}
