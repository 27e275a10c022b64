using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Tests.Transport;

/// <summary>A stream that nobody listens to: for tests of the connection.</summary>
internal sealed class SilentHandler : IStreamHandler
{
    public string OpenTarget() => "/ws";

    public int Greet(int step, Span<byte> frame) => 0;

    public StreamVerdict OnText(ReadOnlySpan<byte> text) => StreamVerdict.Fresh;

    public void OnDrained()
    {
        // Nobody waits.
    }

    public string? FindFault(long nowNs) => null;

    public void OnLink(bool isUp, Reason reason)
    {
        // Nobody asks.
    }
}
