using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>Takes one command on the outbound thread. The command is only valid during the call.</summary>
public delegate void CommandSender(in OutboundCommand command);
