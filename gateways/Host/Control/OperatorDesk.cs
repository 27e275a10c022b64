using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Logging;
using OpenSQT.Lmax.Host.Running;

namespace OpenSQT.Lmax.Host.Control;

/// <summary>
/// The one place through which people act on a running engine, whether by a signal, the control socket or a web page.
/// Every wish becomes a journaled <see cref="OperatorCommand"/> and a line in the log. Any thread may call it.
/// </summary>
public sealed class OperatorDesk(
    RunAnnouncement announcement, SnapshotCell snapshots, MonotonicClock clock, HostLog log, SettingsReload settings)
{
    private const long TimerPeriodNs = 100_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly Lock _reloading = new();
    private readonly TaskCompletionSource _stopAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when somebody wants the run to end.</summary>
    public Task StopAsked => _stopAsked.Task;

    /// <summary>Hands a wish to the engine and returns at once.</summary>
    /// <param name="from">Who asks, for the log: a key of <see cref="Words"/> such as "from.socket".</param>
    public void Ask(OperatorAction action, string from)
    {
        if (action == OperatorAction.Stop && !_stopAsked.TrySetResult()) return; // one stop is enough
        log.Warn(Words.Of("control.asked", Words.Of(action), Words.Of(from)), LogArea.Control);
        announcement.Ask(action);
    }

    /// <summary>
    /// The same, and waits until the engine has applied it. False = it has not within three seconds; the wish is on
    /// record all the same.
    /// </summary>
    public async Task<bool> AskAndSeeAsync(OperatorAction action, string from)
    {
        Ask(action, from);
        return await SeenAsync();
    }

    /// <summary>
    /// Reads the configuration again and gives the engine what changed and may change; one line about each change.
    /// </summary>
    /// <exception cref="Configuration.ConfigException">The file cannot be used; nothing changed.</exception>
    public async Task<(bool IsApplied, IReadOnlyList<string> Lines)> ReloadAsync(string from)
    {
        var lines = new List<string>();
        lock (_reloading) announcement.Change(settings.Changes(lines));
        foreach (string line in lines) log.Warn(Words.Of("control.reloaded", line, Words.Of(from)), LogArea.Control);
        return (await SeenAsync(), lines);
    }

    /// <summary>Whether everything published so far has been applied; gives up after three seconds.</summary>
    private async Task<bool> SeenAsync()
    {
        // Figures are published when a timer event is applied. One that was stamped after the wish may have been
        // queued before it; the next one cannot.
        long seenNs = clock.NowNs + TimerPeriodNs;
        using var patience = new CancellationTokenSource(Patience);
        while (!patience.IsCancellationRequested)
        {
            EngineSnapshot now = snapshots.Read();
            if (now.TimeNs >= seenNs || now.Phase == Engine.EnginePhase.Stopped) return true;
            await Task.Delay(LookEvery, CancellationToken.None);
        }

        return false;
    }
}
