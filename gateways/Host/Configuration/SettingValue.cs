using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>One number for the engine; becomes one journaled <see cref="Setting"/> row.</summary>
public readonly record struct SettingValue(SettingId Id, long Value);
