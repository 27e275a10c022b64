using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>One request under way.</summary>
internal sealed class VirtualCall(in OutboundCommand command, VenueRequest request, long sentNs, long run)
{
    /// <summary>What is asked; a field, because it is large and handed on by reference.</summary>
    public readonly OutboundCommand Command = command;

    public string Method { get; } = request.Verb switch
    {
        HttpVerb.Post => "POST",
        HttpVerb.Put => "PUT",
        HttpVerb.Delete => "DELETE",
        _ => "GET",
    };

    public byte[] Target { get; } = request.Target.Span.ToArray();
    public long SentNs => sentNs;
    public long Run => run;
    public bool IsAnswered { get; set; }
    public bool IsPlace => Command.Kind == CommandKind.NewOrder;
    public bool IsRead => Command.Kind is CommandKind.QueryOrder or CommandKind.QueryList;
}
