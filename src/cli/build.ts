/** Put here by the build, of all that goes into the program. */
declare const BUILD_ID: string;

/** Tells builds of the program apart by what they were made of; null where it runs from its sources. */
export const buildId = typeof BUILD_ID === "undefined" ? null : BUILD_ID;
