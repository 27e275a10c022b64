namespace OpenSQT.Lmax.Host.Alerts;

/// <summary>One message to the operator's phone, in the operator's language.</summary>
/// <param name="Bot">Which engine speaks: symbol and venue.</param>
public sealed record Alert(AlertKind Kind, string Bot, string Text);
