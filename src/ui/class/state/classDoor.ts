/**
 * The way to what a class needs: most visits need none of it, so it is loaded with an assignment that is worked on, a link that
 * brings one, or a dialog that asks for it. Must not know React, nor what an assignment is.
 */
import type { Classroom } from './classroom.ts';
import { ASSIGNMENT_KEY, type ClassroomPlaces } from './places.ts';

export class ClassDoor {
  #places: ClassroomPlaces;
  #room: Promise<Classroom> | null = null;

  constructor(places: ClassroomPlaces) {
    this.#places = places;
  }

  /** Loads it, once. Rejects where it does not come; the next call tries again. */
  load(): Promise<Classroom> {
    this.#room ??= import('./classroom.ts').then(
      ({ Classroom }) => new Classroom(this.#places),
      (error: unknown) => {
        this.#room = null;
        throw error;
      },
    );
    return this.#room;
  }

  /**
   * Goes on with the assignment of the last visit, and follows an address that brings one, or something handed in.
   * @returns whether the address does
   */
  follow(hash: string): boolean {
    const linked = /[#&](?:assignment|handin)=/.test(hash);
    if (linked || this.#places.storage.getItem(ASSIGNMENT_KEY) !== null)
      this.load().then(
        (room) => room.follow(hash),
        // The page is as it would be without it, and a dialog says why it does not come.
        () => undefined,
      );
    return linked;
  }
}
