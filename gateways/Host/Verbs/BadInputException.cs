namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>The operator asked for something impossible. The message names the thing and the remedy.</summary>
public sealed class BadInputException(string message) : Exception(message);
