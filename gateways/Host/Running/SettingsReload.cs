using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>
/// Reads the configuration again while the run goes on. What may change goes to the engine as journaled settings, so
/// that a replay changes it at the same event; what may not is named, and nothing else is done about it.
/// </summary>
public sealed class SettingsReload(Func<HostConfig> read, HostConfig started)
{
    private IReadOnlyDictionary<SettingId, long> _present = started.Settings.ToDictionary(s => s.Id, s => s.Value);

    /// <summary>The settings that changed and may; <paramref name="report"/> gets one line for each change.</summary>
    /// <exception cref="ConfigException">The file cannot be used; everything stays as it is.</exception>
    public IReadOnlyList<SettingValue> Changes(List<string> report)
    {
        HostConfig now = read();
        var changes = new List<SettingValue>();
        foreach (SettingValue setting in now.Settings)
        {
            long before = _present.GetValueOrDefault(setting.Id);
            if (before == setting.Value) continue;
            bool mayChange = ConfigSchema.ReloadableSettings.Contains(setting.Id);
            string key = mayChange ? "reload.changed" : "reload.needsRestart";
            report.Add(Words.Of(key, PathOf(setting.Id), Shown(setting.Id, before), Shown(setting.Id, setting.Value)));
            if (mayChange) changes.Add(setting);
        }

        if (!Surroundings(now).Equals(Surroundings(started))) report.Add(Words.Of("reload.surroundings"));
        if (report.Count == 0) report.Add(Words.Of("reload.nothing"));
        var merged = new Dictionary<SettingId, long>(_present);
        foreach (SettingValue change in changes) merged[change.Id] = change.Value;
        _present = merged;
        return changes;
    }

    private static string PathOf(SettingId id) => KeyOf(id)?.Path ?? id.ToString();

    /// <summary>In the unit of the configuration.</summary>
    private static decimal Shown(SettingId id, long value) => value / (decimal)(KeyOf(id)?.Unit.Scale ?? 1);

    private static ConfigKey? KeyOf(SettingId id) => ConfigSchema.Keys.FirstOrDefault(key => key.Setting == id);

    /// <summary>What a run cannot change at all: account, venue, contract, threads, files.</summary>
    private static object Surroundings(HostConfig config) => (
        config.Exchange, config.Symbol, config.BotCode, config.BrokerPrefix, config.Venue, config.Simulated,
        config.DataDirectory, config.SegmentMib, config.StagedThreads, config.Wait, config.Core, config.RingSize,
        config.Credentials?.Fingerprint);
}
