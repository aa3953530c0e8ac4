/**
 * The way to what a class needs: most visits need none of it, so it is loaded with an assignment that is worked on, a link that
 * brings one, or a dialog that asks for it. Must not know React, nor what an assignment is.
 */
import type { Classroom } from './classroom.ts';
import { ASSIGNMENT_KEY, type ClassroomPlaces } from './places.ts';

export interface ClassDoor {
  /** Loads it, once. Rejects where it does not come; the next call tries again. */
  load(): Promise<Classroom>;
  /**
   * Goes on with the assignment of the last visit, and follows an address that brings one, or something handed in.
   * @returns whether the address does
   */
  follow(hash: string): boolean;
}

export function classDoor(places: ClassroomPlaces): ClassDoor {
  let room: Promise<Classroom> | null = null;
  const load = () => {
    room ??= import('./classroom.ts').then(({ Classroom }) => new Classroom(places));
    room.catch(() => (room = null));
    return room;
  };
  return {
    load,
    follow(hash) {
      const linked = /[#&](?:assignment|handin)=/.test(hash);
      // Where it does not come the page is as it would be without it, and a dialog says why.
      if (linked || places.storage.getItem(ASSIGNMENT_KEY) !== null)
        load().then(
          (loaded) => loaded.follow(hash),
          () => undefined,
        );
      return linked;
    },
  };
}
