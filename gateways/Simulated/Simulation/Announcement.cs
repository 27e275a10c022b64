using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>What a host tells the engine before anything else.</summary>
internal static class Announcement
{
    public static void Publish(
        IEventSink sink, long nowNs, in RunStarted run, IEnumerable<(SettingId Id, long Value)> settings,
        in InstrumentDefinition instrument)
    {
        Say(EventKind.RunStarted, run);
        foreach ((SettingId id, long value) in settings)
            Say(EventKind.Setting, new Setting { Id = id, Value = value });
        Say(EventKind.SettingsEnd, default(Setting));
        Say(EventKind.Instrument, instrument);

        void Say<T>(EventKind kind, in T payload) where T : unmanaged
        {
            InboundEvent e = default;
            e.Begin<T>(kind, EventSource.Host, 0, nowNs) = payload;
            sink.Publish(e);
        }
    }
}
