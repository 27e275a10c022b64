using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>Answers the commands that the engine has for its host: epochs, notices, and the end.</summary>
public sealed class HostDesk(IEventSink inbound, Action<OutboundCommand> notice)
{
    private readonly TaskCompletionSource<StopVerdict> _stopped =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the engine has said how its run ended; it sends nothing after that.</summary>
    public Task<StopVerdict> Stopped => _stopped.Task;

    /// <summary>On the outbound thread.</summary>
    public void Receive(in OutboundCommand command)
    {
        switch (command.Kind)
        {
            case CommandKind.StartEpoch:
                // Time may not run backwards in the journal; the writer lifts this stamp where others were faster.
                InboundEvent e = default;
                e.Begin<StartEpoch>(
                    EventKind.EpochStarted, EventSource.Host, command.Header.Instrument, command.Header.TimeNs)
                    = command.Read<StartEpoch>();
                inbound.Publish(e);
                break;
            case CommandKind.EngineStopped:
                _stopped.TrySetResult(command.Read<EngineStopped>().Verdict);
                break;
            default:
                notice(command);
                break;
        }
    }
}
